//! Kinds of tokens and nodes, and the rowan language that ties them to the tree.

macro_rules! kinds {
    ($($name:ident $text:literal)*) => {
        /// Says what a token or a node of the tree is.
        ///
        /// Tokens come first, nodes after [`SyntaxKind::File`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum SyntaxKind { $(#[doc = $text] $name,)* }

        /// Every kind at the index of its raw number, which makes the way back from rowan safe.
        const ALL: &[SyntaxKind] = &[$(SyntaxKind::$name,)*];

        impl SyntaxKind {
            /// Returns how messages name the kind: punctuation in backticks, the rest in words.
            pub fn describe(self) -> &'static str {
                match self { $(SyntaxKind::$name => $text,)* }
            }
        }
    };
}

kinds! {
    Whitespace "white space"
    LineComment "a comment"
    BlockComment "a block comment"
    DocComment "a documentation comment"
    ModuleComment "a module comment"
    Bom "a byte order mark"
    Shebang "an interpreter line"

    Int "an integer"
    Float "a number"
    Char "a character"
    Str "a string"
    RawStr "a raw string"
    TemplateStart "a template string"
    TemplateText "the text of a template string"
    TemplateEnd "the end of a template string"
    InterpolationStart "`${`"
    InterpolationEnd "`}`"

    Ident "a name"
    BadIdent "a malformed name"
    ReservedWord "a reserved word"
    ReservedFn "a built-in function"
    ThisKw "`this`"
    LetKw "`let`"
    ConstKw "`const`"
    FnKw "`fn`"
    PrivateKw "`private`"
    ImportKw "`import`"
    ExportKw "`export`"
    AsKw "`as`"
    IfKw "`if`"
    ElseKw "`else`"
    SwitchKw "`switch`"
    ForKw "`for`"
    InKw "`in`"
    WhileKw "`while`"
    UntilKw "`until`"
    LoopKw "`loop`"
    DoKw "`do`"
    TryKw "`try`"
    CatchKw "`catch`"
    ThrowKw "`throw`"
    ReturnKw "`return`"
    BreakKw "`break`"
    ContinueKw "`continue`"
    TrueKw "`true`"
    FalseKw "`false`"

    LParen "`(`"
    RParen "`)`"
    LBracket "`[`"
    QuestionBracket "`?[`"
    RBracket "`]`"
    LBrace "`{`"
    MapStart "`#{`"
    RBrace "`}`"
    Semicolon "`;`"
    Comma "`,`"
    Colon "`:`"
    ColonColon "`::`"
    Dot "`.`"
    QuestionDot "`?.`"
    FatArrow "`=>`"
    Underscore "`_`"
    Eq "`=`"
    PlusEq "`+=`"
    MinusEq "`-=`"
    StarEq "`*=`"
    SlashEq "`/=`"
    PercentEq "`%=`"
    StarStarEq "`**=`"
    ShlEq "`<<=`"
    ShrEq "`>>=`"
    AmpEq "`&=`"
    PipeEq "`|=`"
    CaretEq "`^=`"
    Plus "`+`"
    Minus "`-`"
    Star "`*`"
    Slash "`/`"
    Percent "`%`"
    StarStar "`**`"
    Shl "`<<`"
    Shr "`>>`"
    Amp "`&`"
    Pipe "`|`"
    Caret "`^`"
    Bang "`!`"
    EqEq "`==`"
    BangEq "`!=`"
    Lt "`<`"
    LtEq "`<=`"
    Gt "`>`"
    GtEq "`>=`"
    AmpAmp "`&&`"
    PipePipe "`||`"
    QuestionQuestion "`??`"
    DotDot "`..`"
    DotDotEq "`..=`"
    NotIn "`!in`"
    BadSymbol "an operator that does not exist"
    Unknown "an unknown character"
    Eof "the end of the file"

    File "a file"
    Error "something that could not be read"
    FnItem "a function"
    TypeName "the type of `this`"
    ParamList "a parameter list"
    Param "a parameter"
    Name "a name"
    LetStmt "a `let` or `const` statement"
    ImportStmt "an `import` statement"
    ExportStmt "an `export` statement"
    AssignStmt "an assignment"
    ReturnStmt "a `return` statement"
    ThrowStmt "a `throw` statement"
    BreakStmt "a `break` statement"
    ContinueStmt "a `continue` statement"
    TryStmt "a `try` statement"
    ExprStmt "an expression statement"
    Block "a block"
    IfExpr "an `if` expression"
    SwitchExpr "a `switch` expression"
    SwitchArm "an arm of a `switch`"
    WhileStmt "a `while` loop"
    LoopStmt "a `loop`"
    DoStmt "a `do` loop"
    ForStmt "a `for` loop"
    Literal "a literal"
    UnitExpr "the unit value"
    TemplateString "a template string"
    Interpolation "an interpolation"
    ArrayExpr "an array"
    MapExpr "an object map"
    MapEntry "an entry of an object map"
    MapKey "a key of an object map"
    Closure "a closure"
    ParenExpr "an expression in parentheses"
    NameRef "a name"
    PathExpr "a path"
    ThisExpr "`this`"
    CallExpr "a function call"
    MethodCallExpr "a method call"
    ArgList "an argument list"
    FieldExpr "a property"
    IndexExpr "an index expression"
    PrefixExpr "a unary expression"
    BinaryExpr "a binary expression"
    RangeExpr "a range"
}

impl SyntaxKind {
    /// Returns whether the token carries no meaning for the parser.
    pub fn is_trivia(self) -> bool {
        self <= SyntaxKind::Shebang
    }

    /// Returns whether the token is an assignment operator, `=` included.
    pub fn is_assignment(self) -> bool {
        (SyntaxKind::Eq..=SyntaxKind::CaretEq).contains(&self)
    }

    /// Returns whether the token is a keyword of the language.
    pub fn is_keyword(self) -> bool {
        (SyntaxKind::ThisKw..=SyntaxKind::FalseKw).contains(&self)
    }
}

/// Names the language for rowan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RhaiLanguage {}

impl rowan::Language for RhaiLanguage {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        ALL.get(usize::from(raw.0)).copied().unwrap_or(SyntaxKind::Error)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}

/// A node of the tree.
pub type SyntaxNode = rowan::SyntaxNode<RhaiLanguage>;
/// A token of the tree.
pub type SyntaxToken = rowan::SyntaxToken<RhaiLanguage>;
/// A node or a token.
pub type SyntaxElement = rowan::SyntaxElement<RhaiLanguage>;

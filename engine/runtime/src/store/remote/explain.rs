//! What each way of a shared store being unusable means.

/// The codes that only a shared store has, with their explanations.
pub(crate) const EXPLANATIONS: [(&str, &str); 10] = [
    (
        "state::lost",
        "This run held the lock of the stack and lost it: it could not renew its lease for a minute, because it was \
         suspended or cut off, or somebody took the lock with `state unlock`. Whoever has it now has made sure that \
         nothing more of this run is accepted. Calls that were under way are on record. Run the same command again.",
    ),
    (
        "state::unreachable",
        "The bucket or table that keeps the state does not answer, or answers with errors, and did so for as long as \
         Tandem tries. Nothing is sent to the cloud that is not on record first. Run the same command again when it \
         answers; with a strongly consistent global table, name more than one region.",
    ),
    (
        "state::unfit",
        "Two runs could hold a lock at once in this place, so it cannot keep state: its conditions do not hold \
         everywhere, as in a global table that is eventually consistent, or it does not know conditional writes at \
         all. Use a bucket of S3, a table in one region, or a global table with strong consistency.",
    ),
    (
        "state::refused",
        "AWS refuses the bucket or table that keeps the state: it is not there, it is in another region, or these \
         credentials may not use it. Needed are, on a bucket, `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject`, \
         `s3:ListBucket` and `s3:GetBucketVersioning`; on a table, `dynamodb:DescribeTable`, `dynamodb:GetItem`, \
         `dynamodb:PutItem`, `dynamodb:DeleteItem` and `dynamodb:Query`. Nothing was changed.",
    ),
    (
        "state::unversioned",
        "The bucket keeps no earlier versions of its objects, or it cannot be asked (`s3:GetBucketVersioning`). Then \
         nothing brings the state back that somebody deletes or overwrites by hand, but for the kept snapshots beside \
         it. S3 keeps them once versioning is switched on; the hint is the command.",
    ),
    (
        "state::deletable",
        "Anybody with the right to delete the table deletes the state with it. With deletion protection, that takes two \
         steps; the hint is the command.",
    ),
    (
        "state::one_region",
        "The table is in several regions, so the state survives the loss of one. But `state` names only one of them: \
         when that one is lost, nothing is tried in the others. Name them all with `regions=`, the nearest first.",
    ),
    (
        "state::fenced",
        "A record in the shared journal was written by an older run after a newer one had taken over. That cannot \
         happen through Tandem: somebody copied or put back objects. Put back the objects that belong together.",
    ),
    (
        "state::unlocked",
        "There is no lock to take away: its owner gave it back, or another command took it away.",
    ),
    (
        "state::lock_id",
        "The lock is held by another run than the one you mean: its id is not the one you gave. A lock is taken away \
         by its id so that nobody takes away one that was taken meanwhile.",
    ),
];

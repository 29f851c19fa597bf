//! The checksums that S3 keeps of an object.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::Digest;

use crate::fault::Fault;

/// The algorithms that are computed here: the name in headers and that of the member.
pub(super) const ALGORITHMS: [(&str, &str); 4] = [
    ("crc32", "ChecksumCRC32"),
    ("crc32c", "ChecksumCRC32C"),
    ("crc64nvme", "ChecksumCRC64NVME"),
    ("sha256", "ChecksumSHA256"),
];

/// The polynomial of CRC-32C (Castagnoli), lowest bit first.
const CRC32C: u64 = 0x82f6_3b78;

/// The polynomial of CRC-64/NVME, lowest bit first.
const CRC64NVME: u64 = 0x9a6c_9329_ac4b_c9b5;

/// Checks the base64 text of a checksum against a body.
pub(super) fn check(algorithm: &str, given: &str, body: &[u8]) -> Result<(), Fault> {
    let Some(computed) = compute(algorithm, body) else {
        let message = format!("The emulator does not compute checksums of the algorithm {algorithm}.");
        return Err(Fault::new("NotImplemented", message).with_status(501));
    };
    if computed == given {
        return Ok(());
    }
    let name = algorithm.to_uppercase();
    let length = |text: &str| BASE64.decode(text).map(|bytes| bytes.len()).ok();
    if length(given) == length(&computed) {
        return Err(Fault::new("BadDigest", format!("The {name} you specified did not match the calculated checksum.")));
    }
    Err(Fault::new("InvalidRequest", format!("Value for x-amz-checksum-{algorithm} header is invalid.")))
}

/// Returns the base64 text of a checksum, or `None` for an algorithm that is not computed here.
pub(super) fn compute(algorithm: &str, body: &[u8]) -> Option<String> {
    Some(match algorithm {
        "crc32" => BASE64.encode(crc32fast::hash(body).to_be_bytes()),
        "crc32c" => BASE64.encode(&crc(CRC32C, 32, body).to_be_bytes()[4..]),
        "crc64nvme" => BASE64.encode(crc(CRC64NVME, 64, body).to_be_bytes()),
        "sha256" => BASE64.encode(sha2::Sha256::digest(body)),
        _ => return None,
    })
}

/// Computes a reflected CRC that starts and ends inverted.
fn crc(polynomial: u64, width: u32, body: &[u8]) -> u64 {
    let mask = u64::MAX >> (64 - width);
    let step = |rest: u64| if rest & 1 == 1 { rest >> 1 ^ polynomial } else { rest >> 1 };
    let table: Vec<u64> = (0..256).map(|byte| (0..8).fold(byte, |rest, _| step(rest))).collect();
    let index = |rest: u64, byte: u8| usize::try_from((rest ^ u64::from(byte)) & 0xff).unwrap_or_default();
    body.iter().fold(mask, |rest, byte| rest >> 8 ^ table[index(rest, *byte)]) ^ mask
}

#[cfg(test)]
mod tests {
    use super::{CRC32C, CRC64NVME, check, crc};

    #[test]
    fn the_check_values_of_the_catalogue_come_out() {
        assert_eq!(crc(CRC32C, 32, b"123456789"), 0xe306_9283);
        assert_eq!(crc(CRC64NVME, 64, b"123456789"), 0xae8b_1486_0a79_9888);
        assert_eq!(check("crc32", "y/Q5Jg==", b"123456789"), Ok(()));
    }

    #[test]
    fn a_wrong_checksum_is_told_from_one_that_is_none() {
        let code = |given: &str| check("crc32", given, b"x").map_err(|fault| fault.name);
        assert_eq!(code("y/Q5Jg=="), Err("BadDigest".into()));
        assert_eq!(code("nonsense"), Err("InvalidRequest".into()));
    }
}

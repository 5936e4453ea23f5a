//! Bytes as text, for answers that are files: base64 as everybody reads it (RFC 4648).

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for n in 0..4 {
            match n <= three.len() {
                true => out.push(char::from(LETTERS[(all >> (18 - 6 * n) & 63) as usize])),
                false => out.push('='),
            }
        }
    }
    out
}

/// The bytes a text stands for; none where it is no base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.chunks(4) {
        let mut all = 0u32;
        for letter in four {
            all = all << 6 | u32::try_from(LETTERS.iter().position(|known| known == letter)?).ok()?;
        }
        let bytes = (all << (6 * (4 - four.len()))).to_be_bytes();
        out.extend(&bytes[1..four.len()]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        for (bytes, text) in
            [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"foobar", "Zm9vYmFy")]
        {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
        assert_eq!(decode("Zm 9v"), None);
    }
}

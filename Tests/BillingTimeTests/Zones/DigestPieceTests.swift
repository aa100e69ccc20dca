import BillingTime
import Testing

@Suite("A digest piece by piece")
struct DigestPieceTests {
    @Test(
        "It is that of the whole, however the message is cut",
        arguments: [1, 3, 55, 56, 63, 64, 65, 127, 1_000])
    func pieces(size: Int) {
        // Python: hashlib.sha256(b"a" * 1000).hexdigest()
        let message = [UInt8](repeating: 0x61, count: 1_000)
        var digest = SHA256()
        for start in stride(from: 0, to: message.count, by: size) {
            digest.update(Array(message[start..<min(message.count, start + size)]))
            digest.update([])
            // A look at the digest so far takes nothing from it.
            _ = digest.hexadecimal
        }
        #expect(digest.hexadecimal == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
    }

    @Test("Every length up to two blocks is padded as the whole is")
    func lengths() {
        for count in 0...130 {
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            var digest = SHA256()
            for byte in message { digest.update([byte]) }
            #expect(digest.hexadecimal == SHA256.hexadecimal(message), "\(count)")
        }
    }
}

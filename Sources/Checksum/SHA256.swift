import CCrypto

/// SHA-256 (FIPS 180-4) over bytes that come piece by piece, by OpenSSL's libcrypto.
///
/// libpq needs libcrypto anyway, so it is there as a Debian package; building another copy from source would take longer
/// than building all of Plumb.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts with no bytes.
    public init() {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes more bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// Takes more bytes.
    public mutating func update(_ bytes: some Collection<UInt8>) {
        let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if isContiguous == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    /// The checksum, 32 bytes.
    public consuming func digest() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &digest, nil)
        return digest
    }

    /// The checksum in hexadecimal, 64 digits.
    public consuming func hexadecimal() -> String {
        let digest = digest()
        return String(unsafeUninitializedCapacity: digest.count * 2) { text in
            for (place, byte) in digest.enumerated() {
                text[place * 2] = Self.digit(byte >> 4)
                text[place * 2 + 1] = Self.digit(byte & 15)
            }
            return digest.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The checksum of all bytes at once, 32 bytes.
    public static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.digest()
    }

    /// The checksum of all bytes at once, in hexadecimal.
    public static func hexadecimal(of bytes: some Collection<UInt8>) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexadecimal()
    }
}

import Foundation

/// A set of 64-bit fingerprints in memory that is bounded from the start. It may take a new fingerprint for a known one,
/// about once in a billion times, but never a known one for a new one.
///
/// Each slot holds 32 bits of a fingerprint, and others of its bits say where its slot is looked for. A set that is full
/// takes every further fingerprint for a known one.
struct FingerprintSet: ~Copyable {
    private let slots: UnsafeMutableBufferPointer<UInt32>
    private let isMapped: Bool
    private let mask: Int
    private var room: Int

    /// 64 MiB of slots, enough for the events of 2 GB of logs.
    private static let mostSlots = 1 << 24

    /// Creates a set.
    ///
    /// - Parameter count: how many fingerprints are expected.
    init(expecting count: Int) {
        var slotCount = 1 << 10
        while slotCount < Self.mostSlots, slotCount * 3 / 4 < count { slotCount *= 2 }
        let byteCount = slotCount * MemoryLayout<UInt32>.stride
        // Fresh pages are zero. Large ones spare the processor most of the search for them: slots are visited at random.
        let pages = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        if let pages, pages != MAP_FAILED {
            madvise(pages, byteCount, MADV_HUGEPAGE)
            slots = UnsafeMutableBufferPointer(
                start: pages.bindMemory(to: UInt32.self, capacity: slotCount),
                count: slotCount
            )
            isMapped = true
        } else {
            slots = .allocate(capacity: slotCount)
            slots.initialize(repeating: 0)
            isMapped = false
        }
        mask = slotCount - 1
        room = slotCount * 7 / 8
    }

    deinit {
        if isMapped { munmap(slots.baseAddress, slots.count * MemoryLayout<UInt32>.stride) } else { slots.deallocate() }
    }

    /// Adds a fingerprint.
    ///
    /// - Returns: whether it is surely new.
    mutating func insert(_ fingerprint: UInt64) -> Bool {
        guard room > 0 else { return false }
        guard let slot = freeSlot(for: fingerprint) else { return false }
        slots[slot] = Self.tag(fingerprint)
        room -= 1
        return true
    }

    /// Reads the slots of fingerprints that are about to be added. Slots are visited at random, so each is a wait for memory
    /// of its own unless many are asked for one behind the other.
    ///
    /// - Returns: something to keep, so that the reading is not taken for needless.
    func prefetch(_ fingerprints: some Sequence<UInt64>) -> UInt32 {
        fingerprints.reduce(0) { $0 &+ slots[Int(truncatingIfNeeded: $1) & mask] }
    }

    /// Whether a fingerprint may have been added.
    func mayContain(_ fingerprint: UInt64) -> Bool {
        room == 0 || freeSlot(for: fingerprint) == nil
    }

    /// The slot in which a fingerprint can be noted; `nil` when it is noted already.
    private func freeSlot(for fingerprint: UInt64) -> Int? {
        let tag = Self.tag(fingerprint)
        var slot = Int(truncatingIfNeeded: fingerprint) & mask
        while slots[slot] != 0 {
            if slots[slot] == tag { return nil }
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// Never 0, which marks a free slot.
    private static func tag(_ fingerprint: UInt64) -> UInt32 {
        max(UInt32(truncatingIfNeeded: fingerprint >> 32), 1)
    }
}

/// Makes fingerprints of values: equal values have equal ones, and others hardly ever.
struct Fingerprinter {
    private var state: UInt64

    /// Begins a fingerprint.
    ///
    /// - Parameter seed: differs from load to load, so that no file can be made whose events collide.
    init(seed: UInt64) {
        state = seed
    }

    /// The fingerprint of what was added.
    var fingerprint: UInt64 { Self.mix(state, 0x9E37_79B9_7F4A_7C15) }

    /// Adds a number.
    mutating func add(_ number: UInt64) {
        state = Self.mix(state ^ number, 0xD6E8_FEB8_6659_FD93)
    }

    /// Adds bytes and their number.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        var place = 0
        while place + 8 <= bytes.count {
            add(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        guard place < bytes.count else { return }
        var rest: UInt64 = 0
        for byte in bytes[place...] { rest = rest << 8 | UInt64(byte) }
        add(rest)
    }

    private static func mix(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low ^ (one << 32 | one >> 32)
    }
}

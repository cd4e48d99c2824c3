import Foundation
import Ingest
import Postgres

/// Why a field cannot be stored.
struct FieldProblem: Error {
    /// The reason's code.
    var code: RejectCode
    /// The reason in words, naming the field.
    var message: String
    /// The field's slot.
    var slot: Int
}

extension RejectCode {
    /// A field that the record needs is not there, is null or is empty.
    static let missingField = RejectCode(rawValue: "missing_field")
    /// A field holds another kind of value than it must.
    static let wrongType = RejectCode(rawValue: "wrong_type")
    /// A field holds a value that PostgreSQL cannot store.
    static let notStorable = RejectCode(rawValue: "not_storable")
}

/// Writes the fields of one kind of record, and what has no column of its own into `extra`.
struct FieldEncoding {
    /// The fields, in the order of the record's slots and of the columns.
    let fields: [SourceField]
    /// Fields with a typed column that held the empty string: NULL there, and kept in `extra`.
    private var emptySlots: [Int] = []
    private var extra: [UInt8] = []

    /// How many bytes a key of the star schema may have: an index entry must fit in a third of a page.
    static let longestKey = 1000

    init(_ fields: [SourceField]) {
        self.fields = fields
    }

    /// Writes one column per field, then `extra`.
    mutating func write(
        _ record: borrowing RecordReader,
        into writer: inout BinaryCopyWriter
    ) throws(FieldProblem) {
        emptySlots.removeAll(keepingCapacity: true)
        for slot in fields.indices {
            guard let value = record.value(slot), value.kind != .null else {
                if fields[slot].isNeeded { throw missing(slot, record.value(slot) == nil ? "is missing" : "is null") }
                writer.null()
                continue
            }
            try write(value, slot, into: &writer)
        }
        writeExtra(record, into: &writer)
    }

    /// What is wrong with a field that must have a value.
    func missing(_ slot: Int, _ how: String) -> FieldProblem {
        FieldProblem(code: .missingField, message: "field '\(fields[slot].key)' \(how)", slot: slot)
    }

    // MARK: - One value

    private mutating func write(
        _ value: JSONValue,
        _ slot: Int,
        into writer: inout BinaryCopyWriter
    ) throws(FieldProblem) {
        let field = fields[slot]
        switch field.storage {
        case .text, .key:
            try writeText(value, slot, into: &writer)
        case .bigint, .integer, .numeric, .double:
            guard value.kind != .string || !value.bytes.isEmpty else {
                if field.isNeeded { throw missing(slot, "is empty") }
                emptySlots.append(slot)
                writer.null()
                return
            }
            try writeNumber(value, slot, into: &writer)
        }
    }

    private func writeText(_ value: JSONValue, _ slot: Int, into writer: inout BinaryCopyWriter) throws(FieldProblem) {
        guard value.kind == .string || value.kind == .number else { throw wrongType(value, slot, "text") }
        if fields[slot].storage == .key {
            guard !value.bytes.isEmpty else { throw missing(slot, "is empty") }
            guard value.bytes.count <= Self.longestKey else {
                throw notStorable(slot, "is longer than \(Self.longestKey) bytes, which no key can be")
            }
        }
        guard value.hasEscapes else { return writer.text(value.bytes) }
        writer.text(maximumByteCount: value.bytes.count) { value.decodeText(into: $0) }
    }

    private func writeNumber(_ value: JSONValue, _ slot: Int, into writer: inout BinaryCopyWriter) throws(FieldProblem)
    {
        switch fields[slot].storage {
        case .bigint:
            writer.bigint(try wholeNumber(value, slot))
        case .integer:
            guard let number = Int32(exactly: try wholeNumber(value, slot)) else {
                throw notStorable(slot, "is beyond a whole number of 32 bits")
            }
            writer.integer(number)
        case .numeric:
            if let special = special(value) { return writer.numeric(special) }
            guard let bytes = value.numberBytes else { throw wrongType(value, slot, "a number") }
            guard writer.numeric(bytes) else { throw notStorable(slot, "has more digits than can be stored") }
        default:
            let bytes = special(value) == nil ? value.numberBytes : value.bytes
            guard let bytes, let number = Double(String(decoding: bytes, as: UTF8.self)) else {
                throw wrongType(value, slot, "a number")
            }
            guard number.isFinite || special(value) != nil else { throw notStorable(slot, "is too large a number") }
            writer.double(number)
        }
    }

    /// The value of a field that holds a whole number.
    func wholeNumber(_ value: JSONValue, _ slot: Int) throws(FieldProblem) -> Int64 {
        switch value.wholeNumber {
        case .value(let number): return number
        case .outOfRange: throw notStorable(slot, "is beyond a whole number of 64 bits")
        case .notWhole: throw wrongType(value, slot, "a whole number")
        }
    }

    /// What JSON cannot write as a number and sources write as a string.
    private func special(_ value: JSONValue) -> BinaryCopyWriter.SpecialNumber? {
        guard value.kind == .string, value.bytes.count <= 9 else { return nil }
        if value.isText("NaN") { return .notANumber }
        if value.isText("Infinity") { return .infinity }
        return value.isText("-Infinity") ? .negativeInfinity : nil
    }

    private func wrongType(_ value: JSONValue, _ slot: Int, _ expected: String) -> FieldProblem {
        let found =
            switch value.kind {
            case .string: "a string that is not \(expected)"
            case .number: "a number that is not \(expected)"
            case .boolean: "true or false, not \(expected)"
            case .object: "an object, not \(expected)"
            case .array: "an array, not \(expected)"
            case .null: "null, not \(expected)"
            }
        return FieldProblem(code: .wrongType, message: "field '\(fields[slot].key)' holds \(found)", slot: slot)
    }

    /// What is wrong with a value of the right type that has no place in the database.
    func notStorable(_ slot: Int, _ why: String) -> FieldProblem {
        FieldProblem(code: .notStorable, message: "field '\(fields[slot].key)' \(why)", slot: slot)
    }

    // MARK: - Extra

    private mutating func writeExtra(_ record: borrowing RecordReader, into writer: inout BinaryCopyWriter) {
        guard record.unknownCount > 0 || !emptySlots.isEmpty else { return writer.null() }
        var object = extra
        object.removeAll(keepingCapacity: true)
        object.append(UInt8(ascii: "{"))
        record.forEachUnknown { key, value in
            if object.count > 1 { object.append(UInt8(ascii: ",")) }
            object.append(contentsOf: key)
            object.append(UInt8(ascii: ":"))
            object.append(contentsOf: value)
        }
        for slot in emptySlots {
            if object.count > 1 { object.append(UInt8(ascii: ",")) }
            object.append(contentsOf: "\"\(fields[slot].key)\":\"\"".utf8)
        }
        object.append(UInt8(ascii: "}"))
        object.withUnsafeBytes { writer.jsonb($0) }
        extra = object
    }
}

import Mustache

/// The values of a page by their names, as a template looks for them.
///
/// Left to itself, the template engine makes a new mirror of each level of a page for every name that it looks for,
/// which takes longer than all the rest. Here each value is mirrored once.
struct TemplateFields: MustacheParent {
    private let fields: [String: Any]

    /// The stored properties of a structure, those that it holds included.
    init(of page: some Any) {
        fields = Self.fields(of: Mirror(reflecting: page))
    }

    private init(_ mirror: Mirror) {
        fields = Self.fields(of: mirror)
    }

    func child(named name: String) -> Any? { fields[name] }

    private static func fields(of mirror: Mirror) -> [String: Any] {
        var fields: [String: Any] = [:]
        for child in mirror.children {
            if let name = child.label, let value = value(of: child.value) { fields[name] = value }
        }
        return fields
    }

    /// What the template gets for a property; `nil` for what is not there.
    private static func value(of property: Any) -> Any? {
        switch property {
        case is String, is Bool, is Int: return property
        default: break
        }
        let mirror = Mirror(reflecting: property)
        return switch mirror.displayStyle {
        case .optional: mirror.children.first.flatMap { value(of: $0.value) }
        case .collection: mirror.children.compactMap { value(of: $0.value) }
        case .struct: TemplateFields(mirror)
        default: property
        }
    }
}

/// A decision to live with a failing rule until a day. It hides nothing: the rule is measured and shown.
public struct Waiver: Codable, Sendable, Hashable {
    /// Why the failure is accepted.
    public var reason: String
    /// Who accepted it.
    public var approvedBy: String
    /// Where the decision is recorded.
    @ExplicitNull public var ticket: String?
    /// The last day (UTC) on which the waiver counts, `yyyy-mm-dd`.
    public var expires: String
    /// How bad it may get: a percentage (`99.99%`) or a number of rows (`100 rows`); `nil` for any.
    @ExplicitNull public var upTo: String?

    enum CodingKeys: String, CodingKey {
        case reason, ticket, expires
        case approvedBy = "approved_by"
        case upTo = "up_to"
    }

    /// Creates a waiver.
    public init(reason: String, approvedBy: String, ticket: String?, expires: String, upTo: String?) {
        self.reason = reason
        self.approvedBy = approvedBy
        self._ticket = ExplicitNull(wrappedValue: ticket)
        self.expires = expires
        self._upTo = ExplicitNull(wrappedValue: upTo)
    }
}

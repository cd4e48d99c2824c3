import AuditModel

extension Fixture {
    /// Nothing to complain about.
    static let allPass = Fixture(
        name: "all-pass",
        audit: "sparkify",
        results: [
            .measured(
                "users.user_id.unique",
                kind: "unique",
                "Every user is listed once",
                .uniqueness,
                of: 96,
                message: "all 96 user numbers are different"
            ) { $0.query = "SELECT count(*), count(DISTINCT user_id) FROM public.users" },
            .measured(
                "songs.rows.some",
                kind: "row_count",
                "The catalogue holds songs",
                .completeness,
                of: 1,
                message: "there are 71 songs"
            ) { $0.unit = "tables" },
        ]
    )

    /// Rule files without a rule: no verdict, never a pass.
    static let empty = Fixture(name: "empty", audit: "nothing", results: [])
}

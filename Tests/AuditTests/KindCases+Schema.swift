import AuditModel

private let tables = """
    CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN code AS varchar(8) NOT NULL;
    CREATE TABLE country (code char(2) PRIMARY KEY);
    CREATE TABLE customer (
        id bigint GENERATED ALWAYS AS IDENTITY, country char(2) NOT NULL REFERENCES country, number int NOT NULL,
        name varchar(50), "Größe" numeric(10,2), seen timestamptz(3) NOT NULL, tags text[] NOT NULL, mood mood NOT NULL,
        label code, doubled int GENERATED ALWAYS AS (number * 2) STORED, PRIMARY KEY (country, number), UNIQUE (id)
    );
    CREATE UNIQUE INDEX ON customer (name, "Größe") INCLUDE (seen);
    CREATE VIEW names AS SELECT id, name FROM customer;
    """

/// The kind that looks at the catalog only.
let schemaCases: [KindCase] = [
    KindCase(
        name: "everything as declared, in any spelling",
        script: tables,
        kind: "schema",
        keys: {
            [
                "dataset": "customer",
                "columns": [
                    "id": "int8", "country": "char(2)", "number": "INT4 not null",
                    "name": "character varying (50) null",
                    "Größe": "decimal(10, 2) null", "seen": "timestamp(3) with time zone", "tags": "text[]",
                    "mood": "public.mood", "label": "varchar", "doubled": "serial null",
                ],
                "extra_columns": "fail", "forbidden": ["password"], "primary_key": ["country", "number"],
                "unique": [["id"], ["Größe", "name"]],
                "foreign_keys": [["columns": ["country"], "parent": ["dataset": "country", "columns": ["code"]]]],
            ]
        },
        status: .pass,
        population: 16,
        violations: 0,
        message: "customer is built as declared (16 declarations)"
    ),
    KindCase(
        name: "everything else than declared",
        script: tables,
        kind: "schema",
        keys: {
            [
                "dataset": "customer",
                "columns": ["id": "integer", "naem": "text", "name": "varchar(40)", "seen": "timestamp", "mood": nil],
                "extra_columns": "fail", "forbidden": ["tags"], "primary_key": ["id"], "unique": [["seen"]],
                "foreign_keys": [["columns": ["number"], "parent": ["dataset": "country", "columns": ["code"]]]],
            ]
        },
        status: .fail,
        population: 10,
        violations: 9,
        message: "customer differs from 9 of 10 declarations: column id is bigint, not integer; "
            + "column naem is missing (there is name); "
            + "column name is character varying(50), not character varying(40) and may be missing (NULL) and must not; "
            + "column seen is timestamp(3) with time zone, not timestamp without time zone; "
            + "column tags is there and must not be; and 4 more; none is allowed"
    ),
    KindCase(
        name: "only columns that are not declared",
        script: tables,
        kind: "schema",
        keys: { ["dataset": "country", "columns": ["cod": nil], "forbidden": ["code"]] },
        status: .fail,
        population: 2,
        violations: 2,
        message: "country differs from 2 of 2 declarations: column cod is missing (there is code); "
            + "column code is there and must not be; none is allowed"
    ),
    KindCase(
        name: "further columns warn",
        script: tables,
        kind: "schema",
        keys: { ["dataset": "names", "columns": ["id": "bigint"], "extra_columns": "warn"] },
        status: .warn,
        population: 2,
        violations: 1,
        message: "names differs from 1 of 2 declarations: there is a further column: name; any calls for a look"
    ),
    KindCase(
        name: "a view promises nothing about NULL",
        script: tables,
        kind: "schema",
        keys: { ["dataset": "names", "columns": ["id": "bigint", "name": "varchar not null"]] },
        status: .fail,
        population: 2,
        violations: 1,
        message:
            "names differs from 1 of 2 declarations: column name may be missing (NULL) and must not; none is allowed"
    ),
    KindCase(
        name: "a missing table",
        script: tables,
        kind: "schema",
        keys: { ["dataset": "customers", "columns": ["id": "bigint"]] },
        status: .error,
        message: "there is no table or view public.customers; did you mean 'customer'?"
    ),
]

import Testing

@testable import Reporting

@Suite("Text made safe for Markdown")
struct MarkdownTests {
    @Test(
        "A value shows as it is and does nothing else",
        arguments: [
            ("plain text, 6,819 of 6,820 (99.985 %)", "plain text, 6,819 of 6,820 (99.985 %)"),
            ("a|b", "a&#124;b"),
            ("\\|", "\\\\&#124;"),
            ("<script>", "&lt;script&gt;"),
            ("&lt;", "&amp;lt;"),
            ("`x` *y* _z_ [w](v) #h !i ~j~", "\\`x\\` \\*y\\* \\_z\\_ \\[w\\](v) \\#h \\!i \\~j\\~"),
            ("user_id", "user_id"),
            ("a__b", "a\\_\\_b"),
            ("$x$ @y ^z^ {.c}", "\\$x\\$ \\@y \\^z\\^ \\{.c\\}"),
            ("two\nlines\r\nor\u{2028}more\t", "two lines or more"),
            ("   - item", "\\- item"),
            ("+ item", "\\+ item"),
            ("1. item", "1\\. item"),
            ("12) item", "12\\) item"),
            ("(iv) item", "(iv\\) item"),
            ("1.5 times", "1.5 times"),
            ("Critical. Act.", "Critical. Act."),
            (": definition", "\\: definition"),
            ("===", "\\==="),
            ("\u{202E}abc\u{0}\u{1B}", "⟨U+202E⟩abc⟨U+0000⟩⟨U+001B⟩"),
            ("|\u{301}<\u{338}", "&#124;\u{301}&lt;\u{338}"),
            ("", ""),
        ]
    )
    func escaped(text: String, expected: String) {
        #expect(Array(Markdown.escaped(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("A name that code type cannot hold is escaped instead")
    func code() {
        #expect(Markdown.code("songplays.artist.linked") == "`songplays.artist.linked`")
        #expect(Markdown.code("a`b|c") == "a\\`b&#124;c")
        #expect(Markdown.code(" a") == "a")
        #expect(Markdown.code("") == "")
    }

    @Test("A block's fence is longer than any run of backticks in it")
    func codeBlock() {
        #expect(Markdown.codeBlock("SELECT 1\n", language: "sql") == "```sql\nSELECT 1\n```")
        #expect(Markdown.codeBlock("```\n````x", language: "sql") == "`````sql\n```\n````x\n`````")
        #expect(Markdown.codeBlock("'\u{202E}'", language: "sql") == "```sql\n'⟨U+202E⟩'\n```")
    }

    @Test("Rows of a table all have the columns of its head")
    func table() {
        #expect(
            Markdown.table(columns: ["a", "b"], rows: [["1"], ["1", "2", "3"]])
                == "| a | b |\n| --- | --- |\n| 1 |  |\n| 1 | 2 |"
        )
    }
}

/// The style sheet of the page: light and dark, screen, phone and paper.
///
/// Every colour of text has a contrast of at least 4.5 to what it stands on, which a test computes from the values here.
enum PageStyle {
    /// The colours by name, light and dark.
    static let colours: [(name: String, light: String, dark: String)] = [
        ("page", "#ffffff", "#11161d"), ("panel", "#f5f7f9", "#1a212b"), ("line", "#d3dae1", "#36404d"),
        ("text", "#1c2127", "#e7ebf0"), ("muted", "#545e69", "#aab4c0"), ("link", "#0b57a4", "#8ec1ff"),
        ("fail", "#b3261e", "#ff9c92"), ("warn", "#855500", "#f0bd5a"), ("pass", "#1a6b3a", "#7fd69b"),
        ("error", "#7b2c9b", "#dcaef3"), ("waived", "#205f9e", "#8cbdf5"), ("none", "#545e69", "#aab4c0"),
        ("bar", "#2c6cb0", "#6ea8e6"), ("track", "#e3e8ed", "#2a333f"), ("gap", "#f6c3bd", "#7a2f2a"),
        ("heat1", "#d5e6f6", "#1d3a58"), ("heat2", "#a5cbec", "#25588a"), ("heat3", "#6ba6dc", "#3b7fbf"),
        ("heat4", "#3079bd", "#6facea"), ("heat5", "#114a83", "#b9dcff"),
    ]

    /// The whole style sheet.
    static var text: String {
        func variables(_ value: ((name: String, light: String, dark: String)) -> String) -> String {
            colours.map { "--\($0.name):\(value($0));" }.joined()
        }
        let light = variables(\.light)
        let dark = variables(\.dark)
        return """
            :root{color-scheme:light;\(light)}
            @media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;\(dark)}}
            @media screen{:root[data-theme=dark]{color-scheme:dark;\(dark)}}
            \(page)
            \(parts)
            \(charts)
            \(narrow)
            \(paper)
            """
    }

    private static let page = """
        *{box-sizing:border-box}
        html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,\
        "Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
        main,header.top,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
        h1{font-size:1.9rem;line-height:1.2;margin:1.5rem 0 .5rem}
        h2{font-size:1.4rem;line-height:1.25;margin:3rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--line)}
        h3{font-size:1.12rem;line-height:1.35;margin:0 0 .5rem}
        h4{font-size:1rem;margin:1.5rem 0 .5rem}
        p{margin:.5rem 0;max-width:46rem}
        a{color:var(--link)}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px}
        td,th,dd,li,code,pre{unicode-bidi:isolate}
        .skip{position:absolute;left:-99rem}
        .skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem;z-index:9}
        nav.contents{position:sticky;top:0;z-index:5;background:var(--page);border-bottom:1px solid var(--line)}
        nav.contents ul{display:flex;gap:1.1rem;max-width:72rem;margin:0 auto;padding:.6rem 1.25rem;list-style:none;\
        overflow-x:auto;white-space:nowrap}
        nav.contents button{margin-left:auto}
        button,input,select{font:inherit;color:var(--text);background:var(--page);border:1px solid var(--muted);\
        border-radius:.35rem;padding:.3rem .6rem;max-width:100%}
        button{cursor:pointer}
        """

    private static let parts = """
        .verdict{border-left:.5rem solid;padding:.25rem 0 .25rem 1rem;margin:1rem 0}
        .verdict.pass{border-color:var(--pass)}.verdict.fail{border-color:var(--fail)}
        .verdict.error{border-color:var(--error)}
        .verdict .word{font-size:1.35rem;font-weight:700}
        .muted,caption,.note{color:var(--muted)}
        .note{font-size:.9rem}
        .label{margin-right:.25rem}
        .tiles{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0;padding:0;list-style:none}
        .tiles a{display:block;min-width:7.5rem;padding:.6rem .9rem;border:1px solid var(--line);border-radius:.5rem;\
        background:var(--panel);color:var(--text);text-decoration:none}
        .tiles a:hover{border-color:var(--link)}
        .tiles .figure{display:block;font-size:1.7rem;font-weight:700;line-height:1.2}
        .badge{display:inline-block;padding:.05rem .55rem;border:1px solid;border-radius:1rem;font-size:.87rem;\
        font-weight:600;line-height:1.5;max-width:100%}
        .scroll .badge{white-space:nowrap}
        .fail .figure,.badge.fail{color:var(--fail)}.warn .figure,.badge.warn{color:var(--warn)}
        .pass .figure,.badge.pass{color:var(--pass)}.error .figure,.badge.error{color:var(--error)}
        .waived .figure,.badge.waived{color:var(--waived)}.none .figure,.badge.none{color:var(--none)}
        .card{border:1px solid var(--line);border-radius:.5rem;background:var(--panel);padding:1rem 1.25rem;margin:1rem 0}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem}
        .cards .card{margin:0}
        .card p{max-width:none}
        .facts{display:grid;grid-template-columns:minmax(7rem,13rem) minmax(0,1fr);gap:.2rem 1rem;margin:.75rem 0}
        .facts dt{color:var(--muted)}.facts dd{margin:0;min-width:0}
        .scroll{overflow-x:auto;margin:.75rem 0;max-width:100%}
        table{border-collapse:collapse;font-size:.92rem;min-width:50%}
        caption{text-align:left;font-size:.9rem;padding-bottom:.35rem}
        th,td{text-align:left;vertical-align:top;padding:.35rem .7rem;border-bottom:1px solid var(--line)}
        thead th{border-bottom:2px solid var(--line)}
        tbody th{font-weight:400}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        th.n{white-space:normal}
        .w{white-space:nowrap}
        .filters{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:1rem 0}
        .filters label{display:block;font-size:.87rem;color:var(--muted)}
        .filters select{width:11rem}
        .side{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:0 2rem;align-items:start}
        .side>*{min-width:0}
        #rule-table{table-layout:fixed;width:100%;overflow-wrap:anywhere}
        #rule-table .badge{white-space:normal}
        #rule-table .state{width:9.5rem}#rule-table .who{width:10rem}#rule-table .much{width:8.5rem}
        #rule-table button{border:0;background:none;padding:0;font-weight:700;text-align:inherit}
        #rule-table [aria-sort=ascending] button::after{content:" ▲"}
        #rule-table [aria-sort=descending] button::after{content:" ▼"}
        .id{display:block;font:.82rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--muted)}
        pre,code{font:.85rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        pre{overflow:auto;max-height:28rem;background:var(--page);border:1px solid var(--line);border-radius:.35rem;\
        padding:.75rem;margin:.5rem 0}
        summary{cursor:pointer;color:var(--link);margin:.5rem 0}
        article.rule{border-top:1px solid var(--line);padding:1rem 0;content-visibility:auto;\
        contain-intrinsic-size:auto 20rem}
        .needs-script{display:none}
        .js .needs-script{display:flex}
        .js .beyond{display:none}
        .on-paper{display:none}
        """

    private static let charts = """
        figure{margin:1rem 0}
        figcaption{font-size:.9rem;color:var(--muted);margin-bottom:.35rem}
        svg.chart{display:block;width:100%;max-width:34rem;height:auto}
        svg.calendar{max-width:44rem}
        svg.trend{max-width:20rem}
        .key{display:inline-block;margin-right:1rem}.key svg{vertical-align:-1px}
        svg text{fill:var(--text);font:12px system-ui,sans-serif}
        svg .small{font-size:10px;fill:var(--muted)}
        svg .strong{font-weight:700}
        svg .end{text-anchor:end}svg .middle{text-anchor:middle}
        svg .bar{fill:var(--bar)}svg .track{fill:var(--track)}
        svg .axis{stroke:var(--muted);stroke-width:1;fill:none}
        svg .rule-line{stroke:var(--line);stroke-width:1}
        svg .mark{stroke:var(--warn);stroke-width:1;stroke-dasharray:4 3;fill:none}
        svg .curve{stroke:var(--bar);stroke-width:2;fill:none}
        svg .dot{fill:var(--warn)}
        svg .target{stroke-width:1.5;fill:none}svg .target.fail{stroke:var(--fail)}
        svg .target.warn{stroke:var(--warn);stroke-dasharray:9 4}
        svg .meets{fill:none;stroke:var(--text);stroke-width:1.5}
        svg .said{font-size:10px;paint-order:stroke;stroke:var(--page);stroke-width:3}
        svg .f-pass{fill:var(--pass)}svg .f-warn{fill:var(--warn)}svg .f-fail{fill:var(--fail)}
        svg .f-error{fill:var(--error)}svg .f-waived{fill:var(--waived)}svg .f-none{fill:var(--none)}
        svg .h0{fill:var(--panel);stroke:var(--line);stroke-width:.5}
        svg .h1{fill:var(--heat1)}svg .h2{fill:var(--heat2)}svg .h3{fill:var(--heat3)}svg .h4{fill:var(--heat4)}
        svg .h5{fill:var(--heat5)}
        svg .gap{fill:var(--gap);stroke:var(--fail);stroke-width:1}
        svg .s0{fill:var(--heat2)}svg .s1{fill:var(--heat4)}svg .s2{fill:var(--warn)}svg .s3{fill:var(--error)}
        svg .s4{fill:var(--pass)}svg .s5{fill:var(--none)}
        svg .unexplained{stroke:var(--fail);stroke-width:2.5}
        """

    private static let narrow = """
        @media screen and (max-width:48rem){
        main,header.top,footer{padding:0 1rem}
        h1{font-size:1.5rem}h2{margin-top:2.25rem}
        .card{padding:.8rem .9rem}
        .cards,.side{grid-template-columns:minmax(0,1fr)}
        .tiles a{min-width:0;padding:.45rem .7rem}.tiles .figure{font-size:1.3rem}
        tbody th{min-width:10rem}tbody th.n{min-width:0}#rule-table th{min-width:0}
        .facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin-bottom:.5rem}
        .filters>div{flex:1 1 9rem}.filters select,.filters input{width:100%}
        #rule-table .who,#rule-table .wide{display:none}
        .stacks table,.stacks caption,.stacks tbody,.stacks tr,.stacks tbody th,.stacks td{display:block}
        .stacks thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .stacks tr{border-bottom:1px solid var(--line);padding:.35rem 0}
        .stacks tbody th,.stacks td{border:0;padding:.1rem 0;text-align:left}
        .stacks td::before{content:attr(data-head) ": ";color:var(--muted)}
        #rule-table .state{width:6.5rem}#rule-table .much{width:5.5rem}
        #rule-table th,#rule-table td{padding:.35rem .4rem}
        }
        """

    private static let paper = """
        @media print{
        nav.contents,.filters,.skip,#more{display:none!important}
        body{font-size:10pt}
        .js .beyond{display:table-row}
        .scroll{overflow:visible}pre,details.sql{display:none}.on-paper{display:block}
        .cards .card,figure,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}
        .cards,.side{grid-template-columns:minmax(0,1fr)}
        #rule-table .state{width:6.5rem}#rule-table .who{width:6.5rem}#rule-table .much{width:4.5rem}
        #rule-table th,#rule-table td{padding:.3rem .35rem}
        article.rule{content-visibility:visible}
        a{color:inherit}
        }
        """
}

using System.Security.Cryptography;
using System.Text;
using Watchfloor.Scan;

namespace Watchfloor.Output.Html;

/// <summary>
/// One page that holds everything and asks nothing of a network: findings, timeline, ATT&amp;CK matrix, what was read.
/// Its content security policy admits the page's own script and style by their hashes and nothing else.
/// </summary>
internal sealed class HtmlReport(Stream output) : IFindingWriter
{
    // In the order they are joined: each part stands on those before it.
    private static readonly string[] _scripts =
        ["dom.js", "model.js", "filter.js", "timeline.js", "matrix.js", "rules.js", "findings.js", "coverage.js", "main.js"];

    private readonly ReportData _data = new();

    /// <inheritdoc/>
    public void Write(Finding finding) => _data.Add(finding);

    /// <inheritdoc/>
    public void Complete(ScanReport report)
    {
        var style = Part("page.css");
        var script = "'use strict';\n" + string.Concat(_scripts.Select(Part));
        var pieces = Part("page.html").Split(["{{policy}}", "{{style}}", "{{data}}", "{{script}}"], StringSplitOptions.None);
        Text(pieces[0]);
        Text($"default-src 'none'; script-src '{Hash(script)}'; style-src '{Hash(style)}'; base-uri 'none'; form-action 'none'");
        Text(pieces[1]);
        Text(style);
        Text(pieces[2]);
        _data.WriteTo(output, report);
        Text(pieces[3]);
        Text(script);
        Text(pieces[4]);
        output.Flush();
    }

    /// <summary>The source expression for an inline block (Content Security Policy Level 3, §2.3.1).</summary>
    private static string Hash(string block) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(block)));

    private static string Part(string name)
    {
        using var resource = typeof(HtmlReport).Assembly.GetManifestResourceStream("page/" + name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private void Text(string text) => output.Write(Encoding.UTF8.GetBytes(text));
}

using System.Buffers;
using System.Globalization;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.Output;

/// <summary>
/// Findings as RFC 4180 with a header line, for spreadsheets. A cell that a spreadsheet would take for a formula begins with an
/// apostrophe, and control characters are written out: the exact values are in the NDJSON output.
/// </summary>
internal sealed class CsvWriter : IFindingWriter
{
    // A semicolon separates cells where the comma is the decimal sign.
    private static readonly SearchValues<char> _quoted = SearchValues.Create(",;\"");

    private readonly TextWriter _output;

    /// <summary>A writer that writes its header line at once.</summary>
    public CsvWriter(TextWriter output)
    {
        _output = output;
        Row("timestamp", "rule.level", "rule.name", "rule.id", "host.name", "matches", "log.file.path", "log.offset",
            "winlog.record_id", "events", "rule.tags", "rule.path");
    }

    /// <inheritdoc/>
    public void Write(Finding finding) => Row(
        finding.Timestamp is { } time ? Rfc3339.Format(time) : "",
        finding.Rule.Level.Name(),
        finding.Rule.Title,
        finding.Rule.Id,
        finding.Host ?? "",
        string.Join("; ", finding.Matches.Select(Reason)),
        finding.File,
        finding.Offset.ToString(CultureInfo.InvariantCulture),
        finding.RecordId?.ToString(CultureInfo.InvariantCulture) ?? "",
        finding.Members.Count == 0 ? "" : finding.Members.Count.ToString(CultureInfo.InvariantCulture),
        string.Join(' ', finding.Rule.Tags),
        finding.Rule.Path);

    /// <inheritdoc/>
    public void Complete(ScanReport report) => _output.Flush();

    private static string Reason(FieldMatch match) => match.Field is null ? match.Value : $"{match.Field}={match.Value}";

    private void Row(params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) _output.Write(',');
            Cell(cells[i]);
        }

        _output.Write("\r\n");
    }

    private void Cell(string value)
    {
        var text = VisibleText.Of(IsFormula(value) ? "'" + value : value);
        if (!text.AsSpan().ContainsAny(_quoted))
        {
            _output.Write(text);
            return;
        }

        _output.Write('"');
        _output.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        _output.Write('"');
    }

    /// <summary>True when a spreadsheet would compute the cell. Leading blanks do not stop it, nor do the full-width forms.</summary>
    internal static bool IsFormula(string value)
    {
        var text = value.AsSpan().TrimStart();
        return text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20';
    }
}

using System.Globalization;
using Spectre.Console;
using Watchfloor.Events;
using Watchfloor.Scan;

namespace Watchfloor.Output;

/// <summary>What a scan did, in a few labelled lines: nothing that was skipped, refused or not understood goes unsaid.</summary>
internal sealed class ScanSummary(ScanReport report, string found)
{
    private const int MaxNamed = 8;

    /// <summary>The lines: a label and what it says.</summary>
    public IEnumerable<(string Label, string Text)> Lines()
    {
        yield return ("Found", found);
        yield return ("Read", $"{Quantity.Of(report.Inputs.Count, "file")}, {Quantity.Bytes(report.Bytes)}, "
            + $"{Quantity.Of(report.Events, "event")} against {Quantity.Of(report.RulesLoaded, "rule")}");
        if (report.UnknownSources.Count > 0)
            yield return ("No log source", $"{Quantity.Of(report.UnknownSources.Sum(u => u.Count), "event")} no rule looked at: "
                + Named(report.UnknownSources) + "; name it with --logsource");
        if (report.Unparsed > 0)
            yield return ("Unparsed", $"{Quantity.Of(report.Unparsed, "record")}: {Reasons()}");
        if (report.Carved > 0)
            yield return ("Carved", $"{Quantity.Of(report.Carved, "event")} found behind damage, marked evtx.carved: {Inputs(i => i.Carved)}");
        if (report.DroppedValues > 0)
            yield return ("Left out", string.Create(CultureInfo.InvariantCulture,
                $"{Quantity.Of(report.DroppedValues, "value")} no rule saw, beyond the limit of {FieldNames.MaxNames:N0} field names of {FieldNames.MaxNameBytes:N0} bytes: ") + Inputs(i => i.DroppedValues));
        if (report.IdleRules.Count > 0)
            yield return ("No event for", $"{Quantity.Of(report.IdleRules.Sum(i => i.Count), "rule")}: {Named(report.IdleRules)}");
        if (report.RulesRefused > 0)
            yield return ("Refused", $"{Quantity.Of(report.RulesRefused, "rule")}; watchfloor rules check says why");
        foreach (var fault in report.Faults)
            yield return ("Could not read", $"{VisibleText.Of(fault.File)}: {VisibleText.Of(fault.Reason)}");
        foreach (var shortfall in report.Shortfalls)
            yield return ("Correlations", VisibleText.Of(shortfall));
        if (report.Cancelled)
            yield return ("Interrupted", "not everything was read; what is shown was found until then");
    }

    /// <summary>The lines in two columns.</summary>
    public Grid ToGrid()
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (label, text) in Lines())
            grid.AddRow(new Text(label, new Style(decoration: Decoration.Dim)), new Text(text));
        return grid;
    }

    private string Reasons()
    {
        var reasons = report.Inputs
            .SelectMany(i => i.UnparsedReasons.Select(r => string.Create(CultureInfo.InvariantCulture,
                $"{VisibleText.Of(i.File)} at {r.Offset}: {VisibleText.Of(r.Reason, 120)}")))
            .ToList();
        return string.Join("; ", reasons.Take(MaxNamed)) + More(reasons.Count);
    }

    /// <summary>The files that have some of what is counted, most first.</summary>
    private string Inputs(Func<InputReport, long> count)
    {
        var inputs = report.Inputs.Where(i => count(i) > 0).OrderByDescending(count).ToList();
        return string.Join(", ", inputs.Take(MaxNamed).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{VisibleText.Of(i.File)} ({count(i):N0})"))) + More(inputs.Count);
    }

    private static string Named(IReadOnlyList<Counted> things) =>
        string.Join(", ", things.Take(MaxNamed).Select(t => string.Create(CultureInfo.InvariantCulture,
            $"{VisibleText.Of(t.Name, 80)} ({t.Count:N0})"))) + More(things.Count);

    private static string More(int count) =>
        count > MaxNamed ? string.Create(CultureInfo.InvariantCulture, $" and {count - MaxNamed:N0} more") : "";
}

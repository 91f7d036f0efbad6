using System.Globalization;
using Spectre.Console;
using Watchfloor.Scan;

namespace Watchfloor.Output;

/// <summary>
/// Findings grouped by rule, worst first, then what was read and what could not be judged. For people; not a format to parse.
/// All text passes through <see cref="VisibleText"/> and never through Spectre's markup.
/// </summary>
internal sealed class TableWriter(IAnsiConsole console) : IFindingWriter
{
    /// <summary>On a screen of less than this many columns a time takes two lines, so that there is room for names.</summary>
    private const int NarrowWidth = 110;

    private readonly RuleTallies _tallies = new();

    /// <inheritdoc/>
    public void Write(Finding finding) => _tallies.Add(finding);

    /// <inheritdoc/>
    public void Complete(ScanReport report)
    {
        var rules = _tallies.WorstFirst();
        if (rules.Count > 0)
        {
            console.Write(Findings(rules, console.Profile.Width < NarrowWidth));
            console.WriteLine();
        }

        var found = report.Findings == 0
            ? "nothing"
            : $"{Quantity.Of(report.Findings, "finding")} of {Quantity.Of(rules.Count, "rule")} on {Hosts(_tallies.Hosts)}";
        console.Write(new ScanSummary(report, found).ToGrid());
        console.Profile.Out.Writer.Flush();
    }

    private static Table Findings(IReadOnlyList<RuleTally> rules, bool isNarrow)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var heading in (ReadOnlySpan<string>)["Level", "Count", "Rule", "Hosts", "First seen (UTC)", "Last seen (UTC)"])
        {
            var column = new TableColumn(new Text(isNarrow ? heading.Replace(" (", "\n(", StringComparison.Ordinal) : heading, new Style(decoration: Decoration.Dim)));
            column.NoWrap = heading is not ("Rule" or "Hosts");
            column.Padding = new Padding(0, 0, 2, 0);
            if (heading == "Count") column.Alignment = Justify.Right;
            table.AddColumn(column);
        }

        foreach (var tally in rules)
        {
            table.AddRow(
                new Text(tally.Rule.Level.Name(), LevelStyle.Of(tally.Rule.Level)),
                new Text(tally.Count.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(VisibleText.Of(tally.Rule.Title, 120)),
                new Text(Hosts(tally)),
                new Text(Time(tally.First)),
                new Text(Time(tally.Last)));
        }

        return table;

        string Time(DateTimeOffset? time) => time is { } known ? isNarrow ? Rfc3339.Seconds(known).Replace(' ', '\n') : Rfc3339.Seconds(known) : "-";
    }

    private static string Hosts(HostTable hosts) => Quantity.Of(hosts.Count, "host")
        + (hosts.FindingsElsewhere > 0 ? $", {Quantity.Of(hosts.FindingsElsewhere, "finding")} on more hosts than are told apart" : "");

    private static string Hosts(RuleTally tally)
    {
        var further = tally.Hosts - tally.NamedHosts.Count;
        var more = (further, tally.HasFurtherHosts) switch
        {
            (0, false) => "",
            (0, true) => "+more",
            _ => string.Create(CultureInfo.InvariantCulture, $"+{further}{(tally.HasFurtherHosts ? " and more" : "")}"),
        };
        var names = string.Join(", ", tally.NamedHosts.Select(h => VisibleText.Of(h, 40)));
        return names.Length + more.Length == 0 ? "-" : $"{names} {more}".Trim();
    }
}

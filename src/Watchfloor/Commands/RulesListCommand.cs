using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Watchfloor.Events;
using Watchfloor.Output;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor rules list</c>: the rules that fit some wishes.</summary>
internal static class RulesListCommand
{
    private const string Examples = """
        Examples:
          watchfloor rules list sigma/rules --tag attack.t1059 --level high
              Rules for a technique and its sub-techniques, high and worse.
          watchfloor rules list sigma/rules --logsource product=linux,service=auditd --output ndjson
              What would look at an auditd log, for the next program.

        Exit codes: 0 done, 2 wrong arguments.
        """;

    private enum ListOutput
    {
        Table,
        Ndjson,
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var paths = RulesCommand.Paths();
        var tag = Options.Tag();
        var level = Options.MinLevel("--level");
        var status = Options.Status();
        var logSource = Options.LogSource("Only rules for this log source.");
        var output = Options.OneOf<ListOutput>("--output", ["table", "ndjson"], "What to write.");
        var placeholders = Options.Placeholders();
        var command = new TaughtCommand("list", "List the rules that fit.", Examples) { paths, tag, level, status, logSource, output, placeholders };
        command.SetAction(arguments =>
        {
            var rules = RuleLoading.Load(terminal, arguments.GetValue(paths)!, arguments.GetValue(placeholders));
            if (rules is null) return ExitCode.WrongArguments;
            var selection = new RuleSelection
            {
                MinLevel = arguments.GetValue(level),
                Statuses = arguments.GetValue(status) ?? [],
                Tags = arguments.GetValue(tag) ?? [],
                LogSource = arguments.GetValue(logSource) ?? new(),
            };
            var wanted = Wanted(rules, selection);
            if (arguments.GetValue(output) == ListOutput.Ndjson) WriteLines(terminal, wanted);
            else WriteTable(terminal, wanted);
            if (rules.Refused > 0)
                terminal.Error.WriteLine($"{Quantity.Of(rules.Refused, "rule")} refused; watchfloor rules check says why");
            return ExitCode.Nothing;
        });
        return command;
    }

    /// <summary>A rule of either kind. A correlation has no log source of its own, nor an id when it gives none.</summary>
    private sealed record Listed(string? Id, string Title, RuleLevel Level, RuleStatus Status, IReadOnlyList<string> Tags, string File, int Line, LogSource? Source);

    private static List<Listed> Wanted(RuleSet rules, RuleSelection selection)
    {
        var listed = rules.Rules.Where(selection.Wants)
            .Select(r => new Listed(r.Id, r.Title, r.Level, r.Status, r.Tags, r.File, r.Line, r.LogSource));
        if (selection.LogSource != new LogSource()) return [.. listed];
        return
        [
            .. listed,
            .. rules.Correlations.Correlations.Where(c => selection.Wants(c.Level, c.Status, c.Tags))
                .Select(c => new Listed(c.Id, c.Title, c.Level, c.Status, c.Tags, c.File, c.Line, null)),
        ];
    }

    private static void WriteTable(Terminal terminal, List<Listed> rules)
    {
        var console = terminal.ConsoleFor(terminal.Output, terminal.OutputIsTerminal);
        var table = new Table { Border = TableBorder.None };
        foreach (var heading in (ReadOnlySpan<string>)["Level", "Status", "Log source", "Rule", "Id"])
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Dim))) { Padding = new Padding(0, 0, 2, 0), NoWrap = heading is not "Rule" });
        foreach (var rule in rules.OrderByDescending(r => r.Level).ThenBy(r => r.Title, StringComparer.Ordinal))
        {
            table.AddRow(
                new Text(rule.Level.Name(), LevelStyle.Of(rule.Level)),
                new Text(rule.Status.Name()),
                new Text(VisibleText.Of(rule.Source?.ToString() ?? "correlation", 60)),
                new Text(VisibleText.Of(rule.Title, 120)),
                new Text(VisibleText.Of(rule.Id ?? "-", 40)));
        }

        if (rules.Count > 0) console.Write(table);
        terminal.Output.WriteLine(Quantity.Of(rules.Count, "rule"));
        terminal.Output.Flush();
    }

    private static void WriteLines(Terminal terminal, List<Listed> rules)
    {
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        // Not disposed: standard output stays open.
        var buffered = new BufferedStream(terminal.OutputStream, 1 << 16);
        foreach (var rule in rules)
        {
            using (var json = new Utf8JsonWriter(buffered, options))
            {
                json.WriteStartObject();
                json.WriteString("rule.id", rule.Id);
                json.WriteString("rule.name", rule.Title);
                json.WriteString("rule.level", rule.Level.Name());
                json.WriteString("rule.status", rule.Status.Name());
                json.WriteString("rule.path", rule.File);
                json.WriteNumber("rule.line", rule.Line);
                json.WriteStartArray("rule.tags");
                foreach (var tag in rule.Tags) json.WriteStringValue(tag);
                json.WriteEndArray();
                json.WriteString("logsource.product", rule.Source?.Product);
                json.WriteString("logsource.category", rule.Source?.Category);
                json.WriteString("logsource.service", rule.Source?.Service);
                json.WriteEndObject();
            }

            buffered.Write("\n"u8);
        }

        buffered.Flush();
    }
}

using System.CommandLine;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Output;
using Watchfloor.Sigma;
using Rule = Watchfloor.Sigma.Rule;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor rules explain</c>: why a rule does or does not match an event.</summary>
internal sealed class RulesExplainCommand
{
    private const string Examples = """
        Examples:
          watchfloor rules explain whoami.yml event.json
              The rule as a tree: each part true or false, each test with the value it saw.
          watchfloor rules explain whoami.yml Security.evtx --event 17
              The same for the 17th event of a log.

        Exit codes: 0 no rule of the file matches, 1 one matches, 2 wrong arguments, 3 the event cannot be read.
        """;

    private readonly Argument<string> _rule = new("RULE") { Description = "A rule file." };
    private readonly Argument<FileInfo> _file = new("EVENT") { Description = "A file with the event." };
    private readonly Option<int> _number = new("--event") { Description = "Which event of the file, from 1.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<FormatDescription?> _format = Options.Format();
    private readonly Option<LogSource?> _logSource = Options.LogSource("The log source of the event when none is known.");
    private readonly Option<FileInfo?> _placeholders = Options.Placeholders();
    private readonly Option<string[]> _content = Options.Content();
    private readonly Terminal _terminal;

    private RulesExplainCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var explain = new RulesExplainCommand(terminal);
        var command = new TaughtCommand("explain", "Show why a rule does or does not match an event.", Examples)
        {
            explain._rule, explain._file, explain._number, explain._format, explain._logSource, explain._placeholders, explain._content,
        };
        explain._number.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var n) || n < 1)) result.AddError("--event is a number from 1.");
        });
        command.SetAction(explain.Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        var rules = RuleLoading.Load(_terminal, [arguments.GetValue(_rule)!], arguments.GetValue(_placeholders));
        if (rules is null) return ExitCode.WrongArguments;
        foreach (var fault in rules.Faults) _terminal.Error.WriteLine(VisibleText.Of(fault.ToString()));
        if (rules.Rules.Count == 0) return ExitCode.WrongArguments;

        if (CatalogLoading.Load(_terminal, arguments.GetValue(_content)) is not { } catalog) return ExitCode.WrongArguments;
        var file = arguments.GetValue(_file)!;
        try
        {
            using var open = file.OpenRead();
            using var stream = new HeadStream(open);
            var format = arguments.GetValue(_format) ?? FormatRegistry.Detect(stream.Head);
            if (format is null) return Unreadable($"{file}: no format fits; name one with --format");
            var reader = new EventReader(stream, format, catalog.Names, DecodeLimits.Default);
            var batch = new EventBatch(catalog.Names);
            var wanted = arguments.GetValue(_number);
            for (var before = 0; reader.Read(batch); before += batch.Count)
                if (wanted - 1 - before < batch.Count)
                    return Explain(rules.Rules, batch[wanted - 1 - before], catalog, arguments.GetValue(_logSource));
            return Unreadable($"{file}: there is no event {wanted}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(e.Message);
        }
    }

    private int Unreadable(string why)
    {
        _terminal.Error.WriteLine(VisibleText.Of(why));
        return ExitCode.Unreadable;
    }

    private int Explain(IReadOnlyList<Rule> rules, EventView view, EventCatalog catalog, LogSource? named)
    {
        if (view.UnparsedReason is { } reason) return Unreadable("the event could not be parsed: " + reason);
        var @class = catalog.Classify(view);
        if (@class.IsUnknown && named is not null) @class = catalog.Named(named);
        var console = _terminal.ConsoleFor(_terminal.Output, _terminal.OutputIsTerminal);
        var matches = false;
        foreach (var rule in rules)
        {
            var explanation = Explanation.Of(rule, view, @class, catalog);
            console.Write(new ExplanationTree(rule, @class, explanation).ToRenderable());
            matches |= explanation.WantsLogSource && explanation.Root.Holds;
        }

        _terminal.Output.Flush();
        return matches ? ExitCode.Found : ExitCode.Nothing;
    }
}

using System.CommandLine;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Output;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor scan</c>: finds attacks in files.</summary>
internal sealed class ScanCommand
{
    private const string Examples = """
        Examples:
          watchfloor scan ~/evidence --rules ~/sigma/rules
              A table of findings in all files of a folder, worst first.
          watchfloor scan logs.zip --rules sigma/rules --output html --out report.html
              One page to send to a colleague.
          watchfloor scan Security.evtx --rules sigma/rules --min-level high --from 2026-03-01 --to 2026-03-02
              Only the grave findings of two days.
          watchfloor scan app.log --rules mine.yml --format json --logsource product=linux,service=auth
              Say what a file is when it does not tell by itself.
          watchfloor scan logs --rules sigma/rules --output ndjson --with-event | jq '."rule.name"'
              One finding a line, for the next program.

        Exit codes: 0 nothing found, 1 findings, 2 wrong arguments, 3 something could not be read (the rest was).
        """;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Log files, folders and archives (.gz, .zip, .zst, .xz, .bz2, .tar). Formats are recognised by content.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _rules = new("--rules", "-r")
    {
        Description = "Sigma rules: any number of files, folders and archives.",
        HelpName = "PATH",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<OutputKind> _output = Options.OneOf<OutputKind>("--output", Outputs.Names, "What to write.");
    private readonly Option<FileInfo?> _out = new("--out") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };
    private readonly Option<RuleLevel> _minLevel = Options.MinLevel();
    private readonly Option<RuleStatus[]> _status = Options.Status();
    private readonly Option<string[]> _tag = Options.Tag();
    private readonly Option<DateTimeOffset?> _from = Options.Time("--from", "Only events at this time or later, in UTC unless it says a zone.", wholeDay: false);
    private readonly Option<DateTimeOffset?> _to = Options.Time("--to", "Only events before this time; a day alone is included.", wholeDay: true);
    private readonly Option<int> _threads = new("--threads") { Description = "How many threads match; all cores when not given.", HelpName = "N" };
    private readonly Option<FormatDescription?> _format = Options.Format();
    private readonly Option<LogSource?> _logSource = Options.LogSource("The log source of events for which none is known.");
    private readonly Option<FileInfo?> _placeholders = Options.Placeholders();
    private readonly Option<string[]> _content = Options.Content();
    private readonly Option<bool> _withEvent = new("--with-event") { Description = "Put the whole event into each finding of --output ndjson." };

    private readonly Terminal _terminal;
    private readonly ScanFunction _scan;

    private ScanCommand(Terminal terminal, ScanFunction scan)
    {
        _terminal = terminal;
        _scan = scan;
    }

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal, ScanFunction scan) => new ScanCommand(terminal, scan).Create();

    private TaughtCommand Create()
    {
        _threads.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var n) || n is < 1 or > 1_024))
                result.AddError("--threads is a number from 1 to 1024.");
        });
        var command = new TaughtCommand("scan", "Find attacks in log files with Sigma rules, and say why each was found.", Examples)
        {
            _paths, _rules, _output, _out, _minLevel, _status, _tag, _from, _to, _threads, _format, _logSource, _placeholders, _content, _withEvent,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        var kind = arguments.GetValue(_output);
        var file = arguments.GetValue(_out);
        if (kind == OutputKind.Html && file is null && _terminal.OutputIsTerminal)
            return Refuse("--output html writes a page: name its file with --out.");
        if (arguments.GetValue(_from) >= arguments.GetValue(_to)) return Refuse("--from must be before --to.");
        if (file is not null && OutputFile.IsAmong(file, arguments.GetValue(_paths)!.Concat(arguments.GetValue(_rules)!)))
            return Refuse("--out names a file that is to be read; name one that is not there yet, or outside of what is read.");

        var threads = arguments.GetValue(_threads);
        var rules = RuleLoading.Load(_terminal, arguments.GetValue(_rules)!, arguments.GetValue(_placeholders), threads);
        if (rules is null) return ExitCode.WrongArguments;
        if (rules.Rules.Count == 0) return Refuse("no rule could be loaded; watchfloor rules check says why");

        if (CatalogLoading.Load(_terminal, arguments.GetValue(_content)) is not { } catalog) return ExitCode.WrongArguments;

        var request = new ScanRequest
        {
            Paths = arguments.GetValue(_paths)!,
            Rules = rules,
            Catalog = catalog,
            Selection = new RuleSelection
            {
                MinLevel = arguments.GetValue(_minLevel),
                Statuses = arguments.GetValue(_status) ?? [],
                Tags = arguments.GetValue(_tag) ?? [],
            },
            From = arguments.GetValue(_from),
            To = arguments.GetValue(_to),
            Threads = threads,
            Format = arguments.GetValue(_format),
            LogSource = arguments.GetValue(_logSource),
            Output = file?.FullName,
            WithEvent = kind == OutputKind.Html || arguments.GetValue(_withEvent),
        };
        try
        {
            if (file is null) return Scan(request, kind, _terminal.OutputStream, toFile: false);
            using var stream = new FileStream(file.FullName, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
            return Scan(request, kind, stream, toFile: true);
        }
        catch (IOException e) when (Terminal.IsReaderGone(e))
        {
            return ExitCode.Found; // who reads the findings has seen enough of them
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse("the output cannot be written: " + VisibleText.Of(e.Message));
        }
    }

    private int Refuse(string why)
    {
        _terminal.Error.WriteLine(why);
        return ExitCode.WrongArguments;
    }

    private int Scan(ScanRequest request, OutputKind kind, Stream stream, bool toFile)
    {
        // Not disposed: the stream belongs to the caller, and standard output stays open.
        var buffered = new BufferedStream(stream, 1 << 16);
        var writer = Outputs.Writer(kind, buffered, _terminal, toFile);
        using var interrupt = new Interrupt(_terminal.Error);
        var progress = new ScanProgress();
        ScanReport report;
        using (_terminal.ErrorIsTerminal ? new ProgressLine(_terminal, progress) : null)
            report = _scan(request, writer, progress, interrupt.Token);
        writer.Complete(report);
        buffered.Flush();
        if (kind != OutputKind.Table || toFile)
        {
            var console = _terminal.ConsoleFor(_terminal.Error, _terminal.ErrorIsTerminal);
            console.Write(new ScanSummary(report, report.Findings == 0 ? "nothing" : Quantity.Of(report.Findings, "finding")).ToGrid());
        }

        if (report.Faults.Count > 0) return ExitCode.Unreadable;
        return report.Findings > 0 ? ExitCode.Found : ExitCode.Nothing;
    }
}

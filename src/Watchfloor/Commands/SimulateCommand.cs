using System.CommandLine;
using Watchfloor.Client;
using Watchfloor.Events.Content;
using Watchfloor.Output;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Simulate;
using Watchfloor.Simulate.Sending;
using Watchfloor.Simulation;
using Watchfloor.Simulation.Stories;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor simulate</c>: the logs of a company that does not exist, and how well its attacks were found.</summary>
internal sealed class SimulateCommand
{
    private const string Examples = """
        Examples:
          watchfloor simulate --out day --people 200 --seed 7 --story all
              A working day of 200 people with every attack that ships: day/logs for scan, day/truth.jsonl beside it.
          watchfloor simulate --list
              The stories, and their steps.
          watchfloor simulate --to http://127.0.0.1:8080 --to udp://127.0.0.1:5514 --rate 500 --people 50 --story dns-tunnel --token TOKEN
              Documents through _bulk, lines through syslog, 500 events a second.
          watchfloor simulate --to http://127.0.0.1:8080 --live --token TOKEN
              A company at work, now, for a day.
          watchfloor simulate --score --truth day/truth.jsonl --findings found.ndjson
              What scan found of the attacks: per story and step, and how many alerts were false.
          watchfloor simulate --score --truth day/truth.jsonl --server http://127.0.0.1:8080
              The same for the alerts of a server.

        Exit codes: 0 done, 2 wrong arguments, 3 something could not be read or sent.
        """;

    private readonly Option<DirectoryInfo?> _out = new("--out") { Description = "Write files into this folder, which is made.", HelpName = "FOLDER" };
    private readonly Option<string[]> _to = new("--to") { Description = "Send to udp://HOST:PORT or tcp://HOST:PORT (syslog), http(s)://HOST:PORT (_bulk), otlp+http(s)://HOST:PORT. Several: each log goes to the first that can carry it as it is.", HelpName = "URL", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _rate = new("--rate") { Description = "Events a second when sending; as fast as the receiver takes them when not given.", HelpName = "N" };
    private readonly Option<bool> _live = new("--live") { Description = "Send each event when its time has come, beginning now." };
    private readonly Option<double> _days = new("--days") { Description = "How many days.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _people = new("--people") { Description = "How many people the company has.", HelpName = "N", DefaultValueFactory = _ => 200 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "What all chance comes from. The same seed gives the same bytes.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _story = new("--story") { Description = "An attack to play: its name, all, or a file of your own. May be given several times.", HelpName = "NAME|FILE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<DateTimeOffset?> _start = Options.Time("--start", "The first moment, in UTC unless it says a zone. Default: 2026-03-02.", wholeDay: false);
    private readonly Option<bool> _list = new("--list") { Description = "List the stories that ship, with their steps." };
    private readonly Option<bool> _score = new("--score") { Description = "Compare findings or alerts with the truth instead of simulating." };
    private readonly Option<FileInfo?> _truth = new("--truth") { Description = "The truth: with --score the one to compare with, with --to where to write it.", HelpName = "FILE" };
    private readonly Option<FileInfo?> _findings = new("--findings") { Description = "The findings of scan --output ndjson; without it, the alerts of a server.", HelpName = "FILE" };
    private readonly Option<string> _output = new("--output") { Description = "How to show a score.", HelpName = "table|json|markdown", DefaultValueFactory = _ => "table" };
    private readonly ServerConnection _server = new();
    private readonly Terminal _terminal;

    private SimulateCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var made = new SimulateCommand(terminal);
        made._output.AcceptOnlyFromAmong("table", "json", "markdown");
        var command = new TaughtCommand("simulate", "Make the logs of a company that does not exist, with attacks whose truth is known.", Examples)
        {
            made._out, made._to, made._rate, made._live, made._days, made._people, made._seed, made._story, made._start, made._list, made._score, made._truth, made._findings, made._output,
        };
        made._server.AddTo(command);
        command.SetAction(made.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        if (arguments.GetValue(_list)) return List();
        if (arguments.GetValue(_score)) return await ScoreAsync(arguments, cancellation).ConfigureAwait(false);
        if (arguments.GetValue(_people) is < 5 or > 20_000) return Refuse("--people is a number from 5 to 20000.");
        if (arguments.GetValue(_days) is not (> 0 and <= 400)) return Refuse("--days is more than 0 and at most 400.");
        if (arguments.GetValue(_rate) < 0) return Refuse("--rate is a number of events a second.");
        var folder = arguments.GetValue(_out);
        var targets = arguments.GetValue(_to) ?? [];
        if (folder is null == (targets.Length == 0)) return Refuse("say where to: --out FOLDER for files, or --to URL to send.");
        if (Stories(arguments.GetValue(_story) ?? []) is not { } stories) return ExitCode.WrongArguments;
        var options = new SimulationOptions
        {
            Seed = arguments.GetValue(_seed),
            People = arguments.GetValue(_people),
            Duration = TimeSpan.FromDays(arguments.GetValue(_days)),
            Stories = stories,
        };
        if (arguments.GetValue(_start) is { } start) options = options with { Start = start };
        else if (arguments.GetValue(_live)) options = options with { Start = _terminal.Time.GetUtcNow() };
        var simulator = new Simulator(options);
        foreach (var play in simulator.Plays.Where(p => p.Begins is null))
            await _terminal.Error.WriteLineAsync($"the story {play.Story.Name} finds no hour in this time; it is not played").ConfigureAwait(false);
        try
        {
            return folder is null
                ? await SendAsync(simulator, options, targets, arguments, cancellation).ConfigureAwait(false)
                : Write(simulator, options, folder.FullName, cancellation);
        }
        catch (Exception e) when (e is SendException or CertificateException)
        {
            await _terminal.Error.WriteLineAsync(VisibleText.Of(e.Message)).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(VisibleText.Of(e.Message));
        }
        catch (OperationCanceledException)
        {
            await _terminal.Error.WriteLineAsync("stopped; what was written or sent is complete up to here").ConfigureAwait(false);
            return ExitCode.Nothing;
        }
    }

    private int Write(Simulator simulator, SimulationOptions options, string folder, CancellationToken cancellation)
    {
        using var output = new FileOutput(folder);
        var begin = (options.Start - DateTimeOffset.UnixEpoch).Ticks / 10;
        long events = 0, ofStories = 0;
        var started = _terminal.Time.GetTimestamp();
        using (var progress = new SimulationProgress(_terminal, begin, begin + (options.Duration.Ticks / 10)))
        {
            foreach (var slice in simulator.Run())
            {
                cancellation.ThrowIfCancellationRequested();
                for (var i = 0; i < slice.Count; i++)
                {
                    var e = slice[i];
                    output.Write(e);
                    if (e.Truth is not null) ofStories++;
                }

                events += slice.Count;
                progress.Show(slice.Start, events);
            }
        }

        var seconds = Math.Max(_terminal.Time.GetElapsedTime(started).TotalSeconds, 0.001);
        _terminal.Error.WriteLine($"{Quantity.Of(events, "event")}, {Quantity.Bytes(output.Bytes)}, in {Quantity.Duration(TimeSpan.FromSeconds(seconds))}; {Quantity.Of(ofStories, "event")} of {Quantity.Of(simulator.Plays.Count, "attack")}, named in {Path.Combine(folder, TruthWriter.FileName)}");
        return ExitCode.Nothing;
    }

    private async Task<int> SendAsync(Simulator simulator, SimulationOptions options, string[] targets, ParseResult arguments, CancellationToken cancellation)
    {
        var senders = new List<Sender>();
        foreach (var target in targets)
            senders.Add(await Delivery.OpenAsync(target, _server.TokenOf(arguments), _server.TrustOf(arguments), _terminal.Time, cancellation).ConfigureAwait(false));
        var delivery = new Delivery(senders, arguments.GetValue(_rate), arguments.GetValue(_live), _terminal.Time);
        await using var closing = delivery.ConfigureAwait(false);
        using var truth = arguments.GetValue(_truth) is { } file ? new TruthWriter(file.Create()) : null;
        if (delivery.Left.Any()) await _terminal.Error.WriteLineAsync("not sent, because no target carries them: " + string.Join(", ", delivery.Left)).ConfigureAwait(false);
        var begin = (options.Start - DateTimeOffset.UnixEpoch).Ticks / 10;
        using (var progress = new SimulationProgress(_terminal, begin, begin + (options.Duration.Ticks / 10)))
        {
            foreach (var slice in simulator.Run())
            {
                for (var i = 0; i < slice.Count; i++)
                {
                    var e = slice[i];
                    if (e.Truth is not null) truth?.Write(e, 0);
                    await delivery.SendAsync(e, cancellation).ConfigureAwait(false);
                }

                progress.Show(slice.Start, delivery.Sent);
            }

            await delivery.FlushAsync(cancellation).ConfigureAwait(false);
        }

        await _terminal.Error.WriteLineAsync(Quantity.Of(delivery.Sent, "event") + " sent").ConfigureAwait(false);
        return ExitCode.Nothing;
    }

    private async Task<int> ScoreAsync(ParseResult arguments, CancellationToken cancellation)
    {
        if (arguments.GetValue(_truth) is not { } truthFile) return Refuse("--score needs --truth FILE.");
        try
        {
            using var truthText = truthFile.OpenText();
            var truth = Truth.Read(truthText);
            if (arguments.GetValue(_findings) is { } file)
            {
                using var text = file.OpenText();
                Show(Score.Of(truth, Hits.OfFindings(text, truth)), arguments);
                return ExitCode.Nothing;
            }

            return await _server.RunAsync(_terminal, arguments, async client =>
            {
                if (await Hits.OfServerAsync(_terminal, client, truth, cancellation).ConfigureAwait(false) is not { } hits) return ExitCode.Unreadable;
                Show(Score.Of(truth, hits), arguments);
                return ExitCode.Nothing;
            }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            await _terminal.Error.WriteLineAsync(VisibleText.Of(e.Message)).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
    }

    private void Show(Score score, ParseResult arguments)
    {
        if (arguments.GetValue(_output) == "json") ScoreWriter.Json(score, _terminal.OutputStream);
        else if (arguments.GetValue(_output) == "markdown") ScoreWriter.Markdown(score, _terminal.Output);
        else ScoreWriter.Table(score, _terminal.ConsoleFor(_terminal.Output, _terminal.OutputIsTerminal));
    }

    /// <summary>The stories that were named, or null when one cannot be read, which was said.</summary>
    private List<Story>? Stories(IReadOnlyList<string> names)
    {
        var shipped = StoryReader.Shipped();
        var stories = new List<Story>();
        foreach (var name in names.SelectMany(n => n.Split(',')))
        {
            if (name == "all") stories.AddRange(shipped);
            else if (name == "none") continue;
            else if (shipped.FirstOrDefault(s => s.Name == name) is { } story) stories.Add(story);
            else if (File.Exists(name))
            {
                var faults = new List<ContentFault>();
                stories.AddRange(StoryReader.Read(new ContentFile(name, File.ReadAllText(name)), faults));
                if (faults.Count == 0) continue;
                foreach (var fault in faults) _terminal.Error.WriteLine(VisibleText.Of(fault.ToString()));
                return null;
            }
            else
            {
                _terminal.Error.WriteLine(VisibleText.Of($"there is no story '{name}', and no such file; there are " + string.Join(", ", shipped.Select(s => s.Name))));
                return null;
            }
        }

        return [.. stories.DistinctBy(s => s.Name)];
    }

    private int List()
    {
        foreach (var story in StoryReader.Shipped())
        {
            _terminal.Output.WriteLine($"{story.Name}: {story.Title}");
            foreach (var step in story.Steps) _terminal.Output.WriteLine($"  {step.Id,-26} {string.Join(' ', step.Techniques)}");
        }

        return ExitCode.Nothing;
    }

    private int Refuse(string why)
    {
        _terminal.Error.WriteLine(why);
        return ExitCode.WrongArguments;
    }
}

using System.Text;
using System.Text.Json;
using Watchfloor.Commands;
using Watchfloor.EndToEnd.Tests.Commands;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Scan;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>A bug in a decoder costs what it strikes, is counted and named, and the rest is read.</summary>
public sealed class BrokenDecoderTests : IDisposable
{
    private const string Hit = "{\"a\":\"b\"}\n";
    private const string Poison = "{\"poison\":1}\n";

    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Scan_DecoderThrowsOnLines_LosesThoseLinesOnly(string threads)
    {
        var struck = _evidence.Log("1.json", string.Concat(Enumerable.Repeat(Hit, 3)) + Poison + Hit + Poison + Hit);
        _evidence.Log("2.json", Hit);
        using var terminal = Scan("jsonl", threads);
        Assert.Equal([0, 10, 20, 43, 66, 0], Offsets(terminal));
        Assert.Contains("Read 2 files", Words(terminal), StringComparison.Ordinal);
        Assert.Contains("6 events", Words(terminal), StringComparison.Ordinal);
        Assert.Contains($"Unparsed 2 records: {struck} at 30: a defect in the decoder: InvalidOperationException: poison", Words(terminal), StringComparison.Ordinal);
        Assert.Contains($"Could not read {struck}: a defect in the decoder: InvalidOperationException: poison; the other records were read", Words(terminal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Scan_DecoderWithMemoryThrows_LosesTheRestOfTheFileOnly(string threads)
    {
        var struck = _evidence.Log("1.json", Hit + Hit + Poison + Hit);
        _evidence.Log("2.zip", Evidence.Zip(("a.json", Encoding.UTF8.GetBytes(Poison + Hit)), ("b.json", Encoding.UTF8.GetBytes(Hit))));
        _evidence.Log("3.json", Hit);
        using var terminal = Scan("json", threads);
        Assert.Equal([0, 10, 0, 0], Offsets(terminal));
        Assert.Contains("4 events", Words(terminal), StringComparison.Ordinal);
        Assert.Contains($"Unparsed 2 records: {struck} at 19: a defect in the decoder: InvalidOperationException: poison", Words(terminal), StringComparison.Ordinal);
        Assert.Contains($"Could not read {struck}: a defect in the decoder: InvalidOperationException: poison; what follows was not read", Words(terminal), StringComparison.Ordinal);
        Assert.Contains("2.zip!a.json: a defect", Words(terminal), StringComparison.Ordinal);
    }

    private FakeTerminal Scan(string format, string threads)
    {
        var terminal = new FakeTerminal
        {
            Scan = (request, writer, progress, cancel) => Scanner.Scan(request with { Format = Broken(request.Format!) }, writer, progress, cancel),
        };
        var code = terminal.Run(Evidence.ScanArguments(_evidence.Logs, _evidence.RuleFile("any.yml", Evidence.Rule), "--format", format, "--threads", threads));
        Assert.Equal(ExitCode.Unreadable, code);
        return terminal;
    }

    private static FormatDescription Broken(FormatDescription format) => format with { Create = (names, limits) => new BrokenDecoder(format.Create(names, limits)) };

    private static IEnumerable<long> Offsets(FakeTerminal terminal) =>
        terminal.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("log.offset").GetInt64());

    /// <summary>The summary without the blanks and line ends that only lay it out.</summary>
    private static string Words(FakeTerminal terminal) => string.Join(' ', terminal.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Decodes what stands before the word that it cannot bear, and throws there.</summary>
    private sealed class BrokenDecoder(IEventDecoder decoder) : IEventDecoder
    {
        public int Decode(EventBatch batch, bool endOfInput)
        {
            var poison = batch.Input.IndexOf(Encoding.UTF8.GetBytes(Poison));
            if (poison < 0) return decoder.Decode(batch, endOfInput);
            var whole = batch.InputLength;
            batch.SetInput(poison, batch.InputOffset);
            decoder.Decode(batch, endOfInput: true);
            batch.SetInput(whole, batch.InputOffset);
            throw new InvalidOperationException("poison");
        }
    }
}

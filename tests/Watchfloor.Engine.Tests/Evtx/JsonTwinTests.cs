using System.Text;
using System.Xml.Linq;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Real events beside what two other tools made of them.</summary>
public sealed class JsonTwinTests
{
    [Fact]
    public void Read_RegressionLogs_AgreesWithTheirJson()
    {
        var differences = new StringBuilder();
        var cases = 0;
        foreach (var path in Directory.EnumerateFiles(SharedData.Require("sigma/regression_data"), "*.evtx", SearchOption.AllDirectories))
        {
            var expected = JsonProjection.Documents(File.ReadAllBytes(Path.ChangeExtension(path, ".json")));
            var actual = EvtxLog.Read(path);
            if (actual.Count != expected.Count) differences.AppendLine($"{path}: {actual.Count} events, {expected.Count} expected");
            foreach (var (ours, theirs) in actual.Zip(expected)) Compare(path, ours, JsonProjection.Fields(theirs), differences);
            cases++;
        }

        Assert.Equal(202, cases);
        Assert.True(differences.Length == 0, differences.ToString());
    }

    [Fact]
    public void Read_SampleRecords_AgreesWithTheirSnapshots()
    {
        var samples = SharedData.Require("evtx/parser-samples");
        var events = Directory.EnumerateFiles(samples, "*.evtx").SelectMany(EvtxLog.Read).Good().ToLookup(Identity);
        var differences = new StringBuilder();
        var compared = 0;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(samples, "snapshots"), "test_record_samples*.snap"))
        {
            var expected = Snapshot(File.ReadAllText(path));
            var identity = Identity(new LogEvent(0, null, [], expected));
            foreach (var ours in events[identity].Take(1))
            {
                Compare(path, ours, expected, differences);
                compared++;
            }
        }

        Assert.Equal(8, compared); // the logs of the other snapshots are not among the samples
        Assert.True(differences.Length == 0, differences.ToString());
    }

    /// <summary>One value of the JSON was edited by hand: the log says EXE, and the independent reader agrees with it.</summary>
    private static Field AsTheLogSays(Field field, string path) =>
        path.EndsWith("ad691d92-15f2-4181-9aa4-723c74f9ddc3.evtx", StringComparison.Ordinal) && field.Name == "ParentCommandLine"
            ? field with { Value = field.Value.Replace("Explorer.exe", "Explorer.EXE", StringComparison.Ordinal) }
            : field;

    private static List<Field> Snapshot(string text)
    {
        var body = text[(text.IndexOf("\n---\n", StringComparison.Ordinal) + 5)..];
        return body.StartsWith('<')
            ? XmlProjection.Fields(XElement.Parse(body))
            : JsonProjection.Fields(JsonProjection.Documents(Encoding.UTF8.GetBytes(body))[0]);
    }

    /// <summary>What tells one event from all others of the samples; tools differ in the digits of a second.</summary>
    private static string Identity(LogEvent e) => $"{e["Computer"]} {e["EventRecordID"]} {e["TimeCreated_SystemTime"]?[..19]} {e["Channel"]}";

    private static void Compare(string path, LogEvent ours, List<Field> theirs, StringBuilder differences)
    {
        var expected = Lines(theirs.Select(f => AsTheLogSays(f, path)));
        var actual = Lines(ours.Fields);
        if (actual.SequenceEqual(expected)) return;
        differences.AppendLine($"{Path.GetFileName(path)} {ours["EventRecordID"]}");
        foreach (var line in expected.Except(actual)) differences.AppendLine($"  expected {line}");
        foreach (var line in actual.Except(expected)) differences.AppendLine($"  actual   {line}");
    }

    /// <summary>
    /// JSON keeps no order among attributes and text, and these tools cut times to microseconds and spaces from the end of text.
    /// <see cref="IndependentReaderTests"/> holds order, digits and spaces.
    /// </summary>
    private static List<string> Lines(IEnumerable<Field> fields) =>
        [.. Notation.Lines(fields.Select(f => f with { Value = Notation.Microseconds(f.Value.Trim()) })).Order(StringComparer.Ordinal)];
}

using System.Text;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Every value of every record of real logs, beside an independent reader.</summary>
public sealed class IndependentReaderTests
{
    [Theory]
    [InlineData("evtx/attack-samples")]
    [InlineData("sigma/regression_data")]
    public void Read_RealLogs_AgreesWithEvtxExport(string folder)
    {
        var differences = new StringBuilder();
        var records = 0;
        foreach (var path in Directory.EnumerateFiles(SharedData.Require(folder), "*.evtx", SearchOption.AllDirectories).Order())
        {
            var ours = EvtxLog.Read(path);
            var theirs = EvtxExport.Events(path).ToList();
            records += theirs.Count;
            if (ours.Count != theirs.Count) differences.AppendLine($"{path}: {ours.Count} records, {theirs.Count} expected");
            foreach (var (our, their) in ours.Zip(theirs)) Compare(path, our, Notation.Lines(XmlProjection.Fields(their)), differences);
        }

        Assert.True(records > 200, "the sample folder is not complete");
        Assert.True(differences.Length == 0, differences.ToString());
    }

    private static void Compare(string path, LogEvent ours, List<string> expected, StringBuilder differences)
    {
        var actual = ours.Unparsed is null ? Notation.Lines(ours.Fields) : [$"unparsed: {ours.Unparsed}"];
        if (actual.SequenceEqual(expected)) return;
        differences.AppendLine($"{Path.GetFileName(path)} record {ours.RecordId}");
        foreach (var line in expected.Except(actual)) differences.AppendLine($"  expected {line}");
        foreach (var line in actual.Except(expected)) differences.AppendLine($"  actual   {line}");
    }
}

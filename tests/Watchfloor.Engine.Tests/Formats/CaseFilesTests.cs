using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>
/// Every folder <c>tests/cases/formats/FORMAT/NAME</c> is a case: <c>input.*</c> decodes to <c>expected.ndjson</c>. On a mismatch
/// the result is written beside it as <c>actual.ndjson</c>; compare, and if the new result is right, rename it. A case whose name
/// begins with <c>sad-</c> is one the format must refuse in part or whole. A file <c>detected.txt</c> names the format that
/// detection gives where that is not the case's own (an empty file, a file without its header).
/// </summary>
public class CaseFilesTests
{
    public static IEnumerable<TheoryDataRow<string>> All =>
        from format in Directory.EnumerateDirectories(Repository.Cases("formats"))
        from folder in Directory.EnumerateDirectories(format)
        let name = Path.GetFileName(format) + "/" + Path.GetFileName(folder)
        orderby name
        select new TheoryDataRow<string>(name);

    [Theory]
    [MemberData(nameof(All))]
    public void Decode_Case_AsExpected(string name)
    {
        var folder = FolderOf(name);
        var actual = Decoding.Whole(FormatOf(name), InputOf(name));
        var expectedFile = Path.Combine(folder, "expected.ndjson");
        var actualFile = Path.Combine(folder, "actual.ndjson");
        File.Delete(actualFile);
        var expected = File.Exists(expectedFile) ? File.ReadAllLines(expectedFile) : [];
        if (expected.SequenceEqual(actual)) return;
        File.WriteAllLines(actualFile, actual);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decode_CaseInPieces_SameEvents(string name)
    {
        var input = InputOf(name);
        var whole = Decoding.Whole(FormatOf(name), input);
        // Binary cases are long, mostly empty, and need not be cut at every byte.
        var scale = Math.Max(1, input.Length / 1_000);
        foreach (var piece in (int[])[1, 7, 100])
            Assert.Equal(whole, Decoding.InPieces(FormatOf(name), input, piece * scale));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Detect_Case_ItsOwnFormat(string name)
    {
        var exception = Path.Combine(FolderOf(name), "detected.txt");
        var expected = File.Exists(exception) ? File.ReadAllText(exception).Trim() : FormatOf(name).Name;
        Assert.Equal(expected, FormatRegistry.Detect(InputOf(name))?.Name ?? "none");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Sad_CaseByName_HasUnparsedEvents(string name)
    {
        var unparsed = Decoding.Whole(FormatOf(name), InputOf(name)).Any(line => line.Contains("\"@unparsed\":", StringComparison.Ordinal));
        Assert.Equal(name.Contains("/sad-", StringComparison.Ordinal), unparsed);
    }

    [Fact]
    public void Registry_EveryFormat_HasHappyAndSadCase()
    {
        var cases = All.Select(row => row.Data).ToList();
        var missing = FormatRegistry.All.SelectMany(format => Missing(format.Name, cases)).ToList();
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Missing(string format, List<string> cases)
    {
        var own = cases.Where(name => name.StartsWith(format + "/", StringComparison.Ordinal)).ToList();
        var sad = own.Count(name => name.Contains("/sad-", StringComparison.Ordinal));
        if (sad == 0) yield return format + "/sad-*";
        if (sad == own.Count) yield return format + "/*";
    }

    private static string FolderOf(string name) => Path.Combine(Repository.Cases("formats"), name);

    private static FormatDescription FormatOf(string name)
    {
        var format = FormatRegistry.ByName(name[..name.IndexOf('/', StringComparison.Ordinal)]);
        Assert.True(format is not null, $"{name}: the folder's name is no format");
        return format;
    }

    private static byte[] InputOf(string name) => File.ReadAllBytes(Assert.Single(Directory.GetFiles(FolderOf(name), "input.*")));
}

using System.Text;
using SharpCompress.Common;
using SharpCompress.Writers.Zip;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>A folder of logs and rules that goes with its test.</summary>
internal sealed class Evidence : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-scan-");

    /// <summary>A rule for every Linux event whose field <c>a</c> is <c>b</c>.</summary>
    public const string Rule = """
        title: Any
        level: high
        logsource: {product: linux}
        detection: {s: {a: b}, condition: s}
        """;

    public string Logs => Directory.CreateDirectory(Path.Combine(_folder.FullName, "logs")).FullName;

    public string Rules => Directory.CreateDirectory(Path.Combine(_folder.FullName, "rules")).FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    public string Log(string name, string text) => Log(name, Encoding.UTF8.GetBytes(text));

    public string Log(string name, byte[] bytes)
    {
        var path = Path.Combine(Logs, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string RuleFile(string name, string text)
    {
        var path = Path.Combine(Rules, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Scans with one rule, naming all unknown events Linux.</summary>
    public Task<ProgramRun> Scan(string path, params string[] more) =>
        ProgramRun.Of(ScanArguments(path, RuleFile("any.yml", Rule), more));

    /// <summary>The arguments of <see cref="Scan"/>.</summary>
    public static string[] ScanArguments(string path, string rules, params string[] more) =>
        ["scan", path, "--rules", rules, "--output", "ndjson", "--logsource", "product=linux", .. more];

    /// <summary>A zip of members in this order.</summary>
    public static byte[] Zip(params (string Name, byte[] Content)[] members)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipWriter(zip, new ZipWriterOptions(CompressionType.Deflate) { LeaveStreamOpen = true }))
        {
            foreach (var (name, content) in members)
                archive.Write(name, new MemoryStream(content), new ZipWriterEntryOptions());
        }

        return zip.ToArray();
    }
}

using System.Security.Cryptography;
using System.Text;
using Watchfloor.Events.Content;
using Watchfloor.Sigma;
using ZstdSharp;

namespace Watchfloor.Analysis.Rules;

/// <summary>The files of a rule set, named by their hash, as they were at one moment.</summary>
/// <param name="Hash">The SHA-256 over names and texts, lower-case hexadecimal.</param>
/// <param name="Files">The files in the order of their names.</param>
internal sealed record RuleSnapshot(string Hash, IReadOnlyList<RuleSnapshotFile> Files)
{
    /// <summary>A snapshot of files.</summary>
    public static RuleSnapshot Of(IReadOnlyList<RuleSnapshotFile> files) => new(Convert.ToHexStringLower(SHA256.HashData(Serialize(files))), files);

    /// <summary>Reads the rules below folders.</summary>
    public static RuleSnapshot Read(IReadOnlyList<string> folders) => Of([.. FilesBelow(folders).Select(RuleSnapshotFile.Read)]);

    /// <summary>A cheap sign of change: names, sizes and times of the files below folders.</summary>
    public static int Fingerprint(IReadOnlyList<string> folders)
    {
        var hash = new HashCode();
        foreach (var path in FilesBelow(folders))
        {
            var file = new FileInfo(path);
            hash.Add(path, StringComparer.Ordinal);
            hash.Add(file.Exists ? file.Length : -1);
            hash.Add(file.Exists ? file.LastWriteTimeUtc.Ticks : 0);
        }

        return hash.ToHashCode();
    }

    /// <summary>The compressed bytes.</summary>
    public byte[] ToBytes()
    {
        using var compressor = new Compressor(3);
        return compressor.Wrap(Serialize(Files)).ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static RuleSnapshot Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var decompressor = new Decompressor();
            using var reader = new BinaryReader(new MemoryStream(decompressor.Unwrap(bytes).ToArray()), Encoding.UTF8);
            var files = new List<RuleSnapshotFile>();
            for (var left = reader.ReadInt32(); left > 0; left--) files.Add(new RuleSnapshotFile(reader.ReadString(), reader.ReadString(), reader.ReadString()));
            return Of(files);
        }
        catch (Exception e) when (e is ZstdException or IOException)
        {
            throw new InvalidDataException("a stored rule set is damaged: " + e.Message, e);
        }
    }

    /// <summary>Loads the rules; which of them are refused, and why, stands in the set.</summary>
    public RuleSet Load() => RuleSet.Load([.. Files.Select(f => f.ToRuleFile())]);

    private static byte[] Serialize(IReadOnlyList<RuleSnapshotFile> files)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(files.Count);
        foreach (var file in files)
        {
            writer.Write(file.Path);
            writer.Write(file.Text);
            writer.Write(file.Error);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static IEnumerable<string> FilesBelow(IReadOnlyList<string> folders) =>
        folders.SelectMany(f => Directory.EnumerateFiles(f, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".yml" or ".yaml")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
}

/// <summary>A rule file as it was.</summary>
/// <param name="Path">Its name in faults.</param>
/// <param name="Text">Its text.</param>
/// <param name="Error">Why it could not be read; empty when it was.</param>
internal sealed record RuleSnapshotFile(string Path, string Text, string Error = "")
{
    /// <summary>Reads a file.</summary>
    public static RuleSnapshotFile Read(string path)
    {
        try
        {
            // A UTF-8 text of so many bytes has at least a quarter as many characters, so the reader of the rule would refuse it too.
            return new FileInfo(path).Length > 4L * ContentReader.MaxCharacters
                ? new RuleSnapshotFile(path, "", $"the file is larger than a rule may be ({ContentReader.MaxCharacters:N0} characters)")
                : new RuleSnapshotFile(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new RuleSnapshotFile(path, "", e.Message);
        }
    }

    /// <summary>The file for the loader; one that could not be read becomes a fault of its own.</summary>
    public RuleFile ToRuleFile() => Error.Length == 0 ? RuleFile.FromText(Path, Text) : new RuleFile(Path, () => throw new IOException(Error));
}

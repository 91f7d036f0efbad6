using System.Text;
using Watchfloor.Events.Content;
using Watchfloor.Formats.Archives;
using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>Rules in an archive, such as the zip of a published rule collection.</summary>
internal static class RuleArchive
{
    /// <summary>The rules of an archive, named <c>archive!member</c>. A file that is no archive is taken for a rule.</summary>
    /// <exception cref="IOException">The file does not exist or cannot be read, wholly or in part.</exception>
    public static IReadOnlyList<RuleFile> Read(string path)
    {
        var files = new List<RuleFile>();
        var archive = ArchiveReader.Open(File.OpenRead(path), path);
        foreach (var (name, stream) in archive)
        {
            if (name != path && !RuleFiles.IsRule(name)) continue;
            files.Add(RuleFile.FromText(name, ReadText(stream)));
        }

        if (archive.Faults is [var fault, ..]) throw new IOException($"{fault.Member}: {fault.Reason}");
        return files;
    }

    /// <summary>The text of a rule file, no more of it than a rule may have.</summary>
    public static string ReadText(string path)
    {
        using var stream = File.OpenRead(path);
        return ReadText(stream);
    }

    private static string ReadText(Stream stream)
    {
        // One character more than a rule file may have, so that the reader of the rule refuses it with its own words.
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = new StringBuilder();
        Span<char> buffer = stackalloc char[8_192];
        while (text.Length <= ContentReader.MaxCharacters && reader.ReadBlock(buffer) is var read and > 0) text.Append(buffer[..read]);
        return text.ToString();
    }
}

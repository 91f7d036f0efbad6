using System.Text;
using Watchfloor.Formats.Archives;

namespace Watchfloor.Engine.Tests.Formats.Archives;

/// <summary>Reads an archive to its end and keeps what came out.</summary>
internal static class Unpacking
{
    public sealed record Result(IReadOnlyList<(string Name, string Text)> Members, IReadOnlyList<ArchiveFault> Faults)
    {
        public string this[string name] => Assert.Single(Members, m => m.Name == name).Text;

        public IEnumerable<string> Names => Members.Select(m => m.Name);
    }

    /// <param name="archive">The bytes of the file, called <c>a</c>.</param>
    /// <param name="limits">When null, the default.</param>
    public static Result All(byte[] archive, ArchiveLimits? limits = null)
    {
        var reader = ArchiveReader.Open(new MemoryStream(archive), "a", limits);
        var members = new List<(string, string)>();
        foreach (var member in reader)
        {
            using var text = new StreamReader(member.Stream, Encoding.UTF8, leaveOpen: true);
            members.Add((member.Name, text.ReadToEnd()));
        }

        return new Result(members, reader.Faults);
    }

    /// <summary>Reads to the end and counts only, for what is too large to keep.</summary>
    public static (long Bytes, IReadOnlyList<ArchiveFault> Faults) Count(byte[] archive, ArchiveLimits? limits = null)
    {
        var reader = ArchiveReader.Open(new MemoryStream(archive), "a", limits);
        var buffer = new byte[64 << 10];
        var bytes = 0L;
        foreach (var member in reader)
            while (member.Stream.Read(buffer) is > 0 and var read)
                bytes += read;
        return (bytes, reader.Faults);
    }

    /// <summary>Lines that compress somewhat, like a log, the same for the same seed.</summary>
    public static string Log(int seed, int lines)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++) text.Append($"{i} host{random.Next(9)} user{random.Next(999)} opened /srv/file{random.Next()}\n");
        return text.ToString();
    }
}

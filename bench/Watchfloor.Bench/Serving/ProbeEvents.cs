using System.Globalization;
using System.Text;

namespace Watchfloor.Bench.Serving;

/// <summary>Events of a kilobyte that are made up, each about a host of its own, and the rule that finds them.</summary>
internal static class ProbeEvents
{
    private const int Bytes = 1_000;

    /// <summary>The rule's id.</summary>
    public const string RuleId = "3f0a6a4e-5b0e-4c63-9f6d-0d6a3c0f7b51";

    private const string Rule = $"""
        title: An event of the benchmark
        id: {RuleId}
        logsource:
          product: windows
          service: security
        detection:
          probe:
            Probe: 'yes'
          condition: probe
        level: high

        """;

    /// <summary>A folder with the rule.</summary>
    public static TemporaryFolder RuleFolder()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "probe.yml"), Rule);
        return folder;
    }

    /// <summary>The host of an event by its number.</summary>
    public static string HostOf(int number) => string.Create(CultureInfo.InvariantCulture, $"host-{number}");

    /// <summary>Lines of consecutive events.</summary>
    public static byte[] Lines(int first, int count)
    {
        var text = new StringBuilder(count * Bytes);
        for (var number = first; number < first + count; number++)
        {
            var start = text.Length;
            text.Append(CultureInfo.InvariantCulture, $$"""{"Channel":"Security","EventID":4688,"Probe":"yes","Computer":"{{HostOf(number)}}","Number":{{number}},"Text":" """);
            while (text.Length - start < Bytes - 12) text.Append(CultureInfo.InvariantCulture, $"{unchecked((uint)(number * 2_654_435_761L) + (uint)text.Length)} ");
            text.Append("\"}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

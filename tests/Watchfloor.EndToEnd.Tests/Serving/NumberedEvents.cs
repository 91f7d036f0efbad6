using System.Globalization;
using System.Text;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>Events with numbers of their own, from which anybody can tell what must be stored and which alerts there must be.</summary>
internal static class NumberedEvents
{
    /// <summary>One event in so many sets off the rule. It has no divisor in common with the hosts, so that there are alerts on all of them.</summary>
    private const int Bad = 997;

    private const int Hosts = 40;
    private static readonly DateTimeOffset _begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A rule that some of the events match.</summary>
    public const string Rule = """
        title: A numbered event that is bad
        id: 6b5f2f0e-7c0f-4f0a-9a51-2f4d5a3c1e10
        logsource:
          product: windows
          service: security
        detection:
          bad:
            EventID: 4625
          condition: bad
        level: high

        """;

    /// <summary>When an event says that it happened; later ones never before.</summary>
    public static DateTimeOffset TimeOf(int number) => _begin.AddSeconds(number / 10);

    /// <summary>An event as a line of JSON.</summary>
    public static string Line(string sender, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"Channel":"Security","EventID":{{(number % Bad == 0 ? 4625 : 4624)}},"Computer":"{{sender}}-{{number % Hosts}}","TimeCreated":"{{TimeOf(number):yyyy-MM-ddTHH:mm:ssZ}}","way":"{{sender}}","number":{{number}}}""");

    /// <summary>Lines of consecutive events.</summary>
    public static byte[] Lines(string sender, int first, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append(Line(sender, first + i)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Analysis.Detection;

/// <summary>
/// Folds hits into alerts in memory: (rule, group, window) is one alert, a repeat is a count. Holds what has not been committed, and what it
/// must know of alerts that were. One thread.
/// </summary>
internal sealed class AlertFold
{
    /// <summary>How long a window is, in event time. Windows begin at whole hours, so that the same events fold the same way in any run.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>How many events an alert embeds.</summary>
    public const int MaxEvidence = 20;

    /// <summary>How many alerts are remembered so that their repeats cost no more than a count.</summary>
    private const int MaxOpen = 100_000;

    private readonly Dictionary<UInt128, OpenAlert> _open = [];
    private readonly List<OpenAlert> _changed = [];

    /// <summary>The alerts with something to commit.</summary>
    public IReadOnlyList<OpenAlert> Changed => _changed;

    /// <summary>The key of an alert.</summary>
    /// <param name="ruleId">The rule.</param>
    /// <param name="group">What its hits have in common, in a fixed order.</param>
    /// <param name="time">The event's time, UTC ticks.</param>
    public static UInt128 KeyOf(string ruleId, IEnumerable<KeyValuePair<string, string>> group, long time)
    {
        var text = new StringBuilder(ruleId);
        foreach (var (name, value) in group) text.Append('\0').Append(name).Append('\0').Append(value);
        text.Append('\0').Append(StartOf(time));
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>When the window of a time begins, UTC ticks.</summary>
    public static long StartOf(long time) => time - (time % Window.Ticks);

    /// <summary>The alert of a key, if it is remembered.</summary>
    public OpenAlert? Find(UInt128 key) => _open.GetValueOrDefault(key);

    /// <summary>Remembers an alert.</summary>
    public OpenAlert Open(OpenAlert alert)
    {
        if (_open.Count >= MaxOpen) Forget();
        return _open[alert.Key] = alert;
    }

    /// <summary>Counts a hit.</summary>
    public void Count(OpenAlert alert, long time, long received)
    {
        if (alert.NewHits++ == 0) _changed.Add(alert);
        alert.FirstSeen = Math.Min(alert.FirstSeen, time);
        alert.LastSeen = Math.Max(alert.LastSeen, time);
        alert.Updated = Math.Max(alert.Updated, received);
    }

    /// <summary>Everything has been committed.</summary>
    public void Committed()
    {
        foreach (var alert in _changed)
        {
            alert.NewHits = 0;
            alert.NewEvidence.Clear();
        }

        _changed.Clear();
    }

    /// <summary>Makes room: the half that was hit longest ago goes. A later repeat of one finds its row in the state.</summary>
    private void Forget()
    {
        var old = _open.Values.Where(a => a.NewHits == 0).OrderBy(a => a.Updated).Take(MaxOpen / 2).Select(a => a.Key).ToList();
        foreach (var key in old) _open.Remove(key);
    }
}

/// <summary>An alert that hits fold into.</summary>
internal sealed class OpenAlert
{
    /// <summary>What makes it one.</summary>
    public required UInt128 Key { get; init; }

    /// <summary>The rule it is of.</summary>
    public required Rules.AlertHead Head { get; init; }

    /// <summary>The rule set that raised it.</summary>
    public required string RuleSet { get; init; }

    /// <summary>What its hits have in common.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Group { get; init; }

    /// <summary>The host, or empty.</summary>
    public required string Host { get; init; }

    /// <summary>When its window begins, UTC ticks.</summary>
    public required long WindowStart { get; init; }

    /// <summary>When it was raised: the received time of its first hit, UTC ticks.</summary>
    public required long Raised { get; init; }

    /// <summary>The time of the first hit's event.</summary>
    public long FirstSeen { get; set; } = long.MaxValue;

    /// <summary>The time of the last hit's event.</summary>
    public long LastSeen { get; set; } = long.MinValue;

    /// <summary>The received time of the last hit.</summary>
    public long Updated { get; set; }

    /// <summary>Hits since the last commit.</summary>
    public long NewHits { get; set; }

    /// <summary>Evidence since the last commit.</summary>
    public List<Evidence> NewEvidence { get; } = [];

    /// <summary>How much evidence it is known to have.</summary>
    public int EvidenceCount { get; set; }

    /// <summary>Its id: a UUIDv7 made of when it was raised and of its key, so that a replay makes the same.</summary>
    public Guid Id
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, Key);
            var ms = new DateTimeOffset(Raised, TimeSpan.Zero).ToUnixTimeMilliseconds();
            BinaryPrimitives.WriteInt32BigEndian(bytes, (int)(ms >> 16));
            BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)ms);
            bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
            bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
            return new Guid(bytes, bigEndian: true);
        }
    }
}

/// <summary>An event that an alert rests on.</summary>
/// <param name="EventId">Its id.</param>
/// <param name="Time">Its time, UTC ticks.</param>
/// <param name="Event">It as JSON; empty when the log no longer has it.</param>
/// <param name="Matches">The reasons as JSON.</param>
internal sealed record Evidence(string EventId, long Time, string Event, string Matches);

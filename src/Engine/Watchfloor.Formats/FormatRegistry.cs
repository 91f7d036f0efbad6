namespace Watchfloor.Formats;

/// <summary>Every format that can be read. Registration is explicit: a new decoder adds its line here.</summary>
public static class FormatRegistry
{
    /// <summary>All formats; among equally certain ones the earlier wins.</summary>
    public static IReadOnlyList<FormatDescription> All { get; } =
    [
        Evtx.EvtxFormat.Description,
        WinXml.WinXmlFormat.Description,
        Zeek.ZeekFormat.Description,
        W3c.W3cFormat.Description,
        Access.AccessFormat.Description,
        ApacheError.ApacheErrorFormat.Description,
        Json.JsonLinesFormat.Description,
        Json.JsonStreamFormat.Description,
        Auditd.AuditdFormat.Description,
        Cef.CefFormat.Description,
        Leef.LeefFormat.Description,
        Syslog.SyslogFramedFormat.Description,
        Syslog.SyslogFormat.Description,
        Logfmt.LogfmtFormat.Description,
        KeyValue.KeyValueFormat.Description,
        Csv.CsvFormat.Description,
        Text.TextFormat.Description,
    ];

    /// <summary>The format with this name, or null.</summary>
    public static FormatDescription? ByName(string name) => All.FirstOrDefault(f => f.Name == name);

    /// <summary>The most likely format of a stream that begins with these bytes, or null when none knows it.</summary>
    public static FormatDescription? Detect(ReadOnlySpan<byte> head)
    {
        FormatDescription? best = null;
        var certainty = 0;
        foreach (var format in All)
        {
            var sure = format.Sniff(head);
            if (sure <= certainty) continue;
            certainty = sure;
            best = format;
        }

        return best;
    }
}

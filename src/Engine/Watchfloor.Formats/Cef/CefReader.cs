using Watchfloor.Events;
using Watchfloor.Formats.Lines;
using Watchfloor.Formats.Payloads;

namespace Watchfloor.Formats.Cef;

/// <summary>
/// Reads <c>CEF:version|vendor|product|device version|class id|name|severity|extension</c> (Implementing ArcSight CEF, "CEF format").
/// In the header <c>\</c> and <c>|</c> are escaped.
/// </summary>
internal sealed class CefReader(FieldNames names, DecodeLimits limits) : PayloadReader
{
    private readonly int[] _header =
    [
        names.Intern("cef.version"u8),
        names.Intern("cef.device_vendor"u8),
        names.Intern("cef.device_product"u8),
        names.Intern("cef.device_version"u8),
        names.Intern("cef.device_event_class_id"u8),
        names.Intern("cef.name"u8),
        names.Intern("cef.severity"u8),
    ];

    private readonly CefExtension _extension = new(names, limits);

    public override string? Format => "cef";

    /// <summary>Where <c>CEF:</c>, a version and <c>|</c> stand in a line, or -1.</summary>
    public static int Begin(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf("CEF:"u8);
        if (at < 0 || (at > 0 && line[at - 1] is not ((byte)' ' or (byte)'\t' or (byte)':' or (byte)'>'))) return -1;
        var version = line[(at + 4)..].TrimStart((byte)' ');
        var digits = version.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && version[digits] is (byte)'|' or (byte)'.' ? at : -1;
    }

    public override bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program) => Begin(payload) == 0;

    public override bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload)
    {
        var at = 4;
        while (at < payload.Length && payload[at] == ' ') at++;
        foreach (var field in _header)
        {
            var length = PartLength(payload[at..]);
            // Only the last part, severity, may end the line: then there is no extension.
            if (at + length == payload.Length && field != _header[^1]) return false;
            var part = payload.Slice(at, length);
            if (part.Contains((byte)'\\')) Escapes.AddUnescaped(batch, field, part, "\\|"u8);
            else batch.Add(field, start + at, length, ValueKind.Text);
            at = Math.Min(at + length + 1, payload.Length);
        }

        _extension.Read(batch, start + at, payload[at..]);
        return true;
    }

    private static int PartLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && text[at] != '|') at += text[at] == '\\' ? 2 : 1;
        return Math.Min(at, text.Length);
    }
}

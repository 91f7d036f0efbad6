using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Traces.Windows;

/// <summary>A Windows channel and what every event of it says of itself.</summary>
internal sealed record Channel(int Index, string Name, string Source, string ProviderGuid)
{
    public static readonly Channel Security = new(0, "Security", "Microsoft-Windows-Security-Auditing", "{54849625-5478-4994-A5BA-3E3B0328C30D}");
    public static readonly Channel Sysmon = new(1, "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}");
    public static readonly Channel PowerShell = new(2, "Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell", "{A0C1853B-5C40-4B15-8766-3CF1C58F985A}");
    public static readonly Channel System = new(3, "System", "Service Control Manager", "{555908d1-a6d7-4695-8e1e-26931d2012f4}");
    public static readonly Channel Cleared = new(0, "Security", "Microsoft-Windows-Eventlog", "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}");
}

/// <summary>
/// Writes a Windows event as a flat JSON object in the shape that shippers of event logs give it: what the log says of the event, then
/// its data by their own names. Data are gathered first, because Sysmon's message repeats them.
/// </summary>
internal sealed class WindowsEvent(Recorder recorder)
{
    private readonly Utf8Buffer _data = new(16_384);
    private readonly List<(int Name, int Value, int End)> _fields = [];
    private int _name;
    private int _value;

    /// <summary>Begins an event's data.</summary>
    public WindowsEvent Begin()
    {
        _data.Clear();
        _fields.Clear();
        return this;
    }

    /// <summary>A field with a value that is text.</summary>
    public WindowsEvent Add(ReadOnlySpan<byte> name, string value)
    {
        Open(name).Raw(value);
        return Close();
    }

    /// <summary>A field with a value that is fixed.</summary>
    public WindowsEvent Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Open(name).Raw(value);
        return Close();
    }

    /// <summary>A number in decimal.</summary>
    public WindowsEvent Add(ReadOnlySpan<byte> name, long value)
    {
        Open(name).Number(value);
        return Close();
    }

    /// <summary>A number as <c>0x3e7</c>.</summary>
    public WindowsEvent AddHex(ReadOnlySpan<byte> name, ulong value)
    {
        Open(name).Raw("0x"u8).Hex(value, 1);
        return Close();
    }

    /// <summary>Where the value of a field is written by the caller; then <see cref="Close"/>.</summary>
    public Utf8Buffer Open(ReadOnlySpan<byte> name)
    {
        _name = _data.Length;
        _data.Raw(name);
        _value = _data.Length;
        return _data;
    }

    /// <summary>Ends a field that was opened.</summary>
    public WindowsEvent Close()
    {
        _fields.Add((_name, _value, _data.Length));
        return this;
    }

    /// <summary>Writes the event.</summary>
    /// <param name="host">Whose log it stands in; its clock says when.</param>
    /// <param name="time">The true time.</param>
    /// <param name="channel">The log.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="task">The event's task.</param>
    /// <param name="level">0 for audits, 4 for information, 5 for verbose.</param>
    /// <param name="keywords">The keywords, as the log renders them.</param>
    /// <param name="title">The first line of the message.</param>
    /// <param name="repeats">True when the message lists the data, as Sysmon's does.</param>
    public void Write(Host host, long time, Channel channel, int id, int task, int level, ReadOnlySpan<byte> keywords, ReadOnlySpan<byte> title, bool repeats = false)
    {
        var local = time + host.Skew;
        var to = recorder.Begin(time);
        to.Raw("{\"SourceName\":\""u8).Raw(channel.Source).Raw("\",\"ProviderGuid\":\""u8).Raw(channel.ProviderGuid)
            .Raw("\",\"Level\":\""u8).Number(level).Raw("\",\"Keywords\":\""u8).Raw(keywords)
            .Raw("\",\"Channel\":\""u8).Raw(channel.Name).Raw("\",\"Hostname\":\""u8).Raw(host.FqdnBytes)
            .Raw("\",\"TimeCreated\":\""u8).Rfc3339(local).Raw("\",\"@timestamp\":\""u8).Rfc3339(local)
            .Raw("\",\"EventID\":"u8).Number(id).Raw(",\"RecordNumber\":"u8).Number(host.NextRecord(channel.Index))
            .Raw(",\"Message\":\""u8).Json(title);
        if (repeats)
            foreach (var (name, value, end) in _fields)
                to.Raw("\\r\\n"u8).Raw(_data.Slice(name, value - name)).Raw(": "u8).Json(_data.Slice(value, end - value));
        to.Raw("\",\"Task\":\""u8).Number(task);
        foreach (var (name, value, end) in _fields)
            to.Raw("\",\""u8).Raw(_data.Slice(name, value - name)).Raw("\":\""u8).Json(_data.Slice(value, end - value));
        to.Raw("\"}"u8);
        recorder.End(LogStream.Windows);
    }
}

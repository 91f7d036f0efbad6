using System.CommandLine;
using Watchfloor.Contracts.Monitoring;

namespace Watchfloor.Commands;

/// <summary>The options for what can be set for a source.</summary>
internal sealed class SourceSettingsOptions
{
    private readonly Option<string?> _format = new("--format") { Description = "The format to decode with. Default: the input's own, or detected.", HelpName = "FORMAT" };
    private readonly Option<string?> _zone = new("--time-zone") { Description = "The time zone of times that have none. Default: UTC.", HelpName = "ZONE" };
    private readonly Option<string?> _retention = new("--retention") { Description = "The retention class of its events. Default: std.", HelpName = "CLASS" };
    private readonly Option<int?> _events = new("--events-per-second") { Description = "The most events a second; 0: no bound.", HelpName = "NUMBER" };
    private readonly Option<long?> _bytes = new("--bytes-per-day") { Description = "The most bytes a UTC day; 0: no bound.", HelpName = "NUMBER" };
    private readonly Option<string[]> _networks = new("--network")
    {
        Description = "A network or address it sends syslog from; may be given several times.",
        HelpName = "NETWORK",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _format, _zone, _retention, _events, _bytes, _networks }) command.Options.Add(option);
    }

    /// <summary>The settings with those that were given; an empty text takes one back.</summary>
    public SourceSettings Apply(ParseResult arguments, SourceSettings before) => before with
    {
        Format = arguments.GetValue(_format) ?? before.Format,
        TimeZone = arguments.GetValue(_zone) ?? before.TimeZone,
        Retention = arguments.GetValue(_retention) ?? before.Retention,
        EventsPerSecond = arguments.GetValue(_events) ?? before.EventsPerSecond,
        BytesPerDay = arguments.GetValue(_bytes) ?? before.BytesPerDay,
        Networks = arguments.GetValue(_networks) is { Length: > 0 } networks ? [.. networks.Where(n => n.Length > 0)] : before.Networks,
    };
}

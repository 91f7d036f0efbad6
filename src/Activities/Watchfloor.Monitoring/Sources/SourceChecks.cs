using System.Net;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Formats;

namespace Watchfloor.Monitoring.Sources;

/// <summary>What may be set for a source.</summary>
internal static class SourceChecks
{
    private const int MaxName = 64;
    private const int MaxNetworks = 256;

    /// <summary>Checks a name and a kind.</summary>
    public static Error? Check(string name, string kind)
    {
        if (name.Length is 0 or > MaxName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            return CommonErrors.Invalid("name", $"A name has 1 to {MaxName} letters, digits, dots, hyphens or underscores.");
        if (Guid.TryParse(name, out _)) return CommonErrors.Invalid("name", "A name must not look like an id.");
        if (!DefaultSources.Kinds.Contains(kind)) return CommonErrors.Invalid("kind", $"A kind is one of {string.Join(", ", DefaultSources.Kinds)}.");
        return null;
    }

    /// <summary>Puts settings into a source.</summary>
    /// <param name="source">As it was.</param>
    /// <param name="settings">What is to be set.</param>
    /// <param name="classes">The retention classes there are. One that the source has already stays, also when it is there no longer.</param>
    public static Result<Source> Apply(Source source, SourceSettings settings, IEnumerable<string> classes)
    {
        if (settings.Format.Length > 0 && FormatRegistry.ByName(settings.Format) is null)
            return CommonErrors.Invalid("settings.format", $"A format is one of {string.Join(", ", FormatRegistry.All.Select(f => f.Name))}, or empty.");
        if (settings.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _))
            return CommonErrors.Invalid("settings.timeZone", $"There is no time zone '{settings.TimeZone}'; a time zone is a name such as Europe/Berlin, or empty for UTC.");
        if (settings.Retention != source.Retention && !classes.Contains(settings.Retention))
            return CommonErrors.Invalid("settings.retention", $"There is no retention class '{settings.Retention}'; there are {string.Join(", ", classes)}. The server's setting retention.classes makes others.");
        if (settings.EventsPerSecond < 0) return CommonErrors.Invalid("settings.eventsPerSecond", "eventsPerSecond is 0 (no bound) or more.");
        if (settings.BytesPerDay < 0) return CommonErrors.Invalid("settings.bytesPerDay", "bytesPerDay is 0 (no bound) or more.");
        if (settings.Networks.Count > MaxNetworks) return CommonErrors.Invalid("settings.networks", $"A source may have {MaxNetworks} networks.");
        var networks = new List<IPNetwork>();
        foreach (var text in settings.Networks)
        {
            if (Network(text) is not { } network)
                return CommonErrors.Invalid("settings.networks", $"'{text}' is not a network such as 10.1.0.0/16 or an address.");
            networks.Add(network);
        }

        return source with
        {
            Format = settings.Format,
            TimeZone = settings.TimeZone,
            Retention = settings.Retention,
            EventsPerSecond = settings.EventsPerSecond,
            BytesPerDay = settings.BytesPerDay,
            Networks = networks,
        };
    }

    private static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}

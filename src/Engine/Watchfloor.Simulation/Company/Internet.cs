using Watchfloor.Simulation.Chance;

namespace Watchfloor.Simulation.Company;

/// <summary>
/// The rest of the world. Its addresses are those set aside for measurements (198.18.0.0/15, RFC 2544) and documentation (RFC 5737), so
/// that no address of a real machine appears; names of made-up sites end in example (RFC 2606).
/// </summary>
internal static class Internet
{
    private static readonly string[] _words =
    [
        "north", "harbor", "linden", "ledger", "bright", "metro", "stone", "river", "signal", "market", "daily", "garden", "summit",
        "paper", "orbit", "cedar", "atlas", "copper", "violet", "anchor",
    ];

    private static readonly string[] _kinds = ["news", "shop", "cloud", "wiki", "travel", "bank", "parts", "forum", "media", "tools"];

    private static readonly string[] _paths =
    [
        "/", "/index.html", "/search?q=offer", "/articles/2026/03/outlook", "/assets/app.js", "/assets/site.css", "/img/header.webp",
        "/api/v2/items?page=2", "/login", "/account/orders", "/docs/start", "/favicon.ico", "/video/embed/4711", "/contact", "/feed.xml",
    ];

    /// <summary>Services that nearly every company talks to.</summary>
    private static readonly string[] _services =
    [
        "outlook.office365.com", "teams.microsoft.com", "login.microsoftonline.com", "arvid.sharepoint.com", "graph.microsoft.com",
        "www.bing.com", "www.google.com", "fonts.gstatic.com", "github.com", "marketplace.visualstudio.com", "ctldl.windowsupdate.com",
        "settings-win.data.microsoft.com", "v10.events.data.microsoft.com", "dl.google.com", "ocsp.digicert.com",
    ];

    /// <summary>The sites that people here visit, the best known first.</summary>
    public static IReadOnlyList<Site> Sites(ulong seed)
    {
        var dice = new Dice(seed, "sites");
        var sites = _services.Select(name => new Site(name, AddressOf(seed, name), _paths)).ToList();
        foreach (var word in _words)
            foreach (var kind in _kinds)
                if (dice.Is(0.7))
                    sites.Add(At(seed, $"www.{word}-{kind}.example"));
        return sites;
    }

    public static Site At(ulong seed, string name) => new(name, AddressOf(seed, name), _paths);

    /// <summary>The address that a name has: always the same.</summary>
    public static string AddressOf(ulong seed, string name)
    {
        var hash = Dice.Hash(seed, "address " + name);
        return $"198.{18 + (hash & 1)}.{(hash >> 8) & 255}.{1 + ((hash >> 16) % 254)}";
    }

    /// <summary>Somebody's address.</summary>
    public static string Anybody(Dice dice) => $"198.{dice.Between(18, 19)}.{dice.Below(256)}.{dice.Between(1, 254)}";
}

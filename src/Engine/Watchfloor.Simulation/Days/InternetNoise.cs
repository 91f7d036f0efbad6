using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Days;

/// <summary>What comes from outside all day: packets to closed ports, guesses at SSH, requests for what is not there.</summary>
internal sealed class InternetNoise(World world, long start) : Actor
{
    private static readonly int[] _ports = [23, 445, 3389, 8080, 5900, 2323, 1433, 6379, 8443, 22, 3306, 5060, 37215, 81, 9200];
    private static readonly string[] _users = ["root", "admin", "ubuntu", "test", "oracle", "postgres", "git", "user", "pi", "ftpuser", "deploy", "hadoop"];
    private static readonly string[] _targets = ["/wp-login.php", "/.env", "/boaform/admin/formLogin", "/cgi-bin/luci", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/actuator/health", "/HNAP1/", "/.git/HEAD", "/robots.txt", "/xmlrpc.php", "/admin/config.php"];
    private static readonly string[] _agents = ["Mozilla/5.0 zgrab/0.x", "python-requests/2.31.0", "Go-http-client/1.1", "masscan/1.3 (https://github.com/robertdavidgraham/masscan)", "curl/7.88.1"];

    private readonly Dice _dice = new(world.Company.Seed, "noise");

    public override long First => start;

    public override long Act(World world, long time)
    {
        var address = Internet.Anybody(_dice);
        switch (_dice.Below(40))
        {
            case 0:
                var jump = world.Company.The("jump-host");
                var guesses = _dice.Between(1, 5);
                for (var i = 0; i < guesses; i++) world.Logons.SshFail(time + (i * 3 * Span.Second), _dice.Pick(_users), address, _dice.Between(30_000, 60_000), jump, exists: _dice.Is(0.2));
                break;
            case 1:
                world.Connections.Visit(time, address, "GET", _dice.Pick(_targets), 404, 153, "-", _dice.Pick(_agents));
                break;
            default:
                world.Syslog.Packet(world.Firewall, time, passed: false, _dice.Is(0.85) ? "TCP" : "UDP", address, _dice.Between(1_024, 65_000), _dice.Pick(["203.0.113.10", "203.0.113.11", "203.0.113.12"]), _dice.Pick(_ports), inward: true);
                break;
        }

        return time + _dice.Wait(2 * Span.Second);
    }
}

/// <summary>Visitors of the company's site, most of them by day.</summary>
internal sealed class Visitors(World world, long start) : Actor
{
    private static readonly string[] _pages = ["/", "/products", "/products/pressure", "/products/flow", "/about", "/jobs", "/contact", "/support/downloads", "/support/manual.pdf", "/search?q=sensor", "/cart.php?action=view", "/assets/main.css", "/assets/main.js", "/img/logo.svg"];

    private readonly Dice _dice = new(world.Company.Seed, "visitors");

    public override long First => start;

    public override long Act(World world, long time)
    {
        var address = Internet.Anybody(_dice);
        var agent = _dice.PickRanked(Agents.Visitors);
        var referer = _dice.Is(0.4) ? "https://www.google.com/" : "-";
        var count = _dice.Between(1, 12);
        for (var i = 0; i < count; i++)
        {
            var page = i == 0 ? _dice.PickRanked(_pages) : _dice.Pick(_pages);
            world.Connections.Visit(time + (i * _dice.Between(30, 4_000) * Span.Millisecond), address, _dice.Is(0.95) ? "GET" : "POST", page, _dice.Is(0.95) ? 200 : 304, _dice.Between(400, 60_000), referer, agent, first: i == 0);
            referer = "https://www.arvid.example" + page;
        }

        // Least at three in the morning of UTC, most twelve hours later.
        var hour = (double)(time % Span.Day) / Span.Hour;
        var fromLeast = Math.Abs(hour - 3) > 12 ? 24 - Math.Abs(hour - 3) : Math.Abs(hour - 3);
        return time + _dice.Wait((long)(Span.Second * (60 - (4 * fromLeast))));
    }
}

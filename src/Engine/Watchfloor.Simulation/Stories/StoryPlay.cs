using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Days;

namespace Watchfloor.Simulation.Stories;

/// <summary>Plays a story: gives out the parts, then does one act after another in its own time.</summary>
internal sealed class StoryPlay : Actor
{
    private readonly World _world;
    private readonly Story _story;
    private readonly Dice _dice;
    private readonly Scene _scene;
    private readonly TruthStep[] _truth;
    private int _step;
    private int _act;
    private int _turn = 1;

    public StoryPlay(World world, Story story, long start, long end)
    {
        _world = world;
        _story = story;
        _dice = new Dice(world.Company.Seed, "story " + story.Name);
        var variant = story.Variants.Count == 0 ? null : _dice.Pick(story.Variants);
        _scene = new Scene(world, _dice, variant?.Values ?? new Dictionary<string, string>());
        _truth = [.. story.Steps.Select((s, i) => new TruthStep(story.Name, s.Id, s.Techniques, i))];
        First = Cast(start, end);
        Played = new PlayedStory(story, variant?.Name ?? "", First == Never ? null : First, Parts());
    }

    public override long First { get; }

    public PlayedStory Played { get; }

    public override long Act(World world, long time)
    {
        var step = _story.Steps[_step];
        var act = step.Acts[_act];
        world.Recorder.Step = _truth[_step];
        Vocabulary.Find(act.Kind)!.Do(new ActCall(_scene, act, time, _turn));
        world.Recorder.Step = null;
        if (_turn < act.Repeat)
        {
            _turn++;
            return time + _dice.Between(act.Every.Least, act.Every.Most);
        }

        _turn = 1;
        if (++_act < step.Acts.Count) return time + Between(step.Acts[_act].Wait);
        _act = 0;
        if (++_step == _story.Steps.Count) return Never;
        return time + Between(_story.Steps[_step].After) + Between(_story.Steps[_step].Acts[0].Wait);
    }

    private long Between((long Least, long Most) span) => _dice.Between(span.Least, span.Most);

    /// <summary>Finds people who work that day and everybody else.</summary>
    /// <returns>When the story begins.</returns>
    private long Cast(long start, long end)
    {
        var company = _world.Company;
        foreach (var actor in _story.Actors)
        {
            if (actor.Kind == "host") _scene.Hosts[actor.Name] = company.The(actor.Which);
            else if (actor.Kind == "account") _scene.Accounts[actor.Name] = company.Services.TryGetValue(actor.Which, out var known) ? known : new Account(actor.Which, company.Domain, $"{company.DomainSid}-{_dice.Between(9_100, 9_900)}");
            else if (actor.Kind == "site") _scene.Places[actor.Name] = (actor.Which, BadAddress(actor.Which));
            else if (actor.Kind == "address" && BadAddress(actor.Name + _story.Name) is var address) _scene.Places[actor.Name] = (address, address);
        }

        for (var day = start - (start % Span.Day); day < end; day += Span.Day)
        {
            var begins = day - company.Offices[0].OffsetAt(day) + _dice.Between(_story.Begins.Least * Span.Minute, _story.Begins.Most * Span.Minute);
            if (begins < start || begins >= end || !Hire(day, begins)) continue;
            return begins;
        }

        return Never;
    }

    private bool Hire(long day, long begins)
    {
        _scene.Persons.Clear();
        foreach (var actor in _story.Actors.Where(a => a.Kind == "person"))
        {
            // In a small company somebody else may have to do it.
            var fit = Free(day, begins).Where(p => actor.Which == "any" || p.Role.Name == actor.Which).ToList();
            if (fit.Count == 0) fit = [.. Free(day, begins)];
            if (fit.Count == 0) return false;
            _scene.Persons[actor.Name] = _dice.Pick(fit);
        }

        return true;
    }

    private IEnumerable<Person> Free(long day, long begins) =>
        from person in _world.Company.People
        where person.Computer.IsWindows && !_scene.Persons.ContainsValue(person)
        let plan = DayPlan.Of(_world.Company.Seed, person, day)
        where _story.Begins.Most >= 20 * 60 || _story.Begins.Most < 6 * 60 || (plan is not null && plan.Arrives < begins && plan.Leaves > begins + Span.Hour)
        select person;

    /// <summary>An address for those who attack, of the range for documentation (198.51.100.0/24, RFC 5737).</summary>
    private string BadAddress(string name) => $"198.51.100.{2 + (Dice.Hash(_world.Company.Seed, name) % 250)}";

    private Dictionary<string, string> Parts()
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, person) in _scene.Persons) parts[name] = $"{person.Account.Name} at {person.Computer.Name}";
        foreach (var (name, host) in _scene.Hosts) parts[name] = host.Name;
        foreach (var (name, account) in _scene.Accounts) parts[name] = account.Name;
        foreach (var (name, place) in _scene.Places) parts[name] = place.Name == place.Address ? place.Address : $"{place.Name} ({place.Address})";
        return parts;
    }
}

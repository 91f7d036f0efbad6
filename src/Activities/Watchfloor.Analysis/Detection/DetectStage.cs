using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Watchfloor.Analysis.Rules;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Events;
using Watchfloor.Events.Text;
using Watchfloor.Platform.Pipeline;
using Watchfloor.Platform.State;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Analysis.Detection;

/// <summary>Matches every event against the active rules, folds hits into alerts, and writes these in the pipeline's transaction.</summary>
internal sealed partial class DetectStage(RuleSetStore store, LoggedEvents logged, AlertWriter writer, DetectionOptions options, ILogger<DetectStage> logger) : IBatchStage
{
    /// <summary>One event in so many is matched with the clock in hand. A prime, so that no rhythm of the events falls together with it.</summary>
    public const int SampledOf = 61;

    private const int MaxEventCharacters = 64 << 10;
    private const int HashLength = 64;

    private readonly AlertFold _fold = new();
    private readonly StormBreaker _storms = new(options.GroupsPerMinute);
    private ActiveRules? _rules;
    private Matcher? _matcher;
    private LiveCorrelations? _correlations;
    private long _received;
    private bool _isCommitted;
    private int _untilSample;

    /// <inheritdoc/>
    public string Name => "detect";

    /// <inheritdoc/>
    public bool HasEffects => _fold.Changed.Count > 0 || _storms.Changed.Count > 0;

    /// <inheritdoc/>
    public bool WantsTicks => _correlations?.IsWaiting == true;

    /// <summary>The rules in force, or null before the first came by. Any thread.</summary>
    public ActiveRules? Rules => Volatile.Read(ref _rules);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellation) => writer.ResumeAsync(_storms, cancellation);

    /// <inheritdoc/>
    public void Control(ControlEntry control)
    {
        (_received, _isCommitted) = (control.ReceivedTicks, control.IsCommitted);
        _correlations?.Tick(_received);
        if (control.Type == ControlEntry.Rules && control.Hash != _rules?.Hash) Use(control.Hash);
    }

    /// <inheritdoc/>
    public void Process(PipelineBatch batch)
    {
        (_received, _isCommitted) = (batch.ReceivedTicks, batch.IsCommitted);
        if (_matcher is null) return;
        var correlations = _correlations!;
        if (correlations.IsUsed) correlations.Tick(_received);
        // The stream is told the batch's newest time first, and its hits after: a batch is in any order within itself.
        for (var i = 0; i < batch.Events.Count; i++)
        {
            var view = batch.Events[i];
            if (view.Class is not { IsUnknown: false } @class) continue;
            foreach (var rule in Match(view, @class)) Hit(batch, i, view, rule);
            if (correlations.IsUsed) correlations.Observe(batch.Entry.SourceId, batch.TimeOf(i), _received);
        }
    }

    /// <inheritdoc/>
    public Task CommitAsync(StateTransaction transaction, CancellationToken cancellation) => writer.WriteAsync(transaction, _fold.Changed, _storms.Changed, cancellation);

    /// <inheritdoc/>
    public void Committed()
    {
        _fold.Committed();
        _storms.Committed();
    }

    /// <inheritdoc/>
    /// <remarks>The rule set's hash (64 digits), then the correlations; nothing while there are no rules.</remarks>
    public void Save(IBufferWriter<byte> checkpoint)
    {
        if (_rules is not { } rules) return;
        checkpoint.Write(Encoding.ASCII.GetBytes(rules.Hash));
        _correlations!.Save(checkpoint);
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> checkpoint)
    {
        if (checkpoint.Length > HashLength) Use(Encoding.ASCII.GetString(checkpoint[..HashLength]), checkpoint[HashLength..]);
    }

    private void Use(string hash)
    {
        // Correlations that have not changed keep their windows.
        var saved = new ArrayBufferWriter<byte>();
        _correlations?.Save(saved);
        Use(hash, saved.WrittenSpan);
    }

    private void Use(string hash, ReadOnlySpan<byte> saved)
    {
        try
        {
            var rules = store.Get(hash);
            _matcher = new Matcher(rules.Set, writer.Catalog);
            var kept = saved.IsEmpty ? null : LiveCorrelations.Restore(saved, rules.Set, match => Correlated(rules, match));
            if (kept is null && !saved.IsEmpty) LogNoWindows();
            _correlations = kept ?? new LiveCorrelations(rules.Set, match => Correlated(rules, match));
            Volatile.Write(ref _rules, rules);
            LogRules(rules.Set.Loaded, hash);
            // Reading thousands of rules leaves a hundred megabytes that nobody needs; without events no collection would ever come by.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (InvalidDataException e)
        {
            LogNoRules(e);
        }
    }

    private ReadOnlySpan<int> Match(EventView view, EventClass @class)
    {
        if (--_untilSample > 0) return _matcher!.Match(view, @class);
        _untilSample = SampledOf;
        return _matcher!.MatchTimed(view, @class, _rules!.Costs);
    }

    private void Hit(PipelineBatch batch, int index, EventView view, int rule)
    {
        var rules = _rules!;
        rules.Hit(rule);
        var time = batch.TimeOf(index);
        if (rules.Set.Correlations.FieldsOf(rule) is not null)
            _correlations!.Offer(batch.Entry.SourceId, rule, time, _received, batch.IdOf(index), _matcher!.CorrelationValues(rule));
        if (_isCommitted || !rules.Set.Correlations.FiresAlone(rule)) return;
        var host = batch.Catalog.HostOf(view) ?? batch.Entry.Sender;
        if (Alert(rules, rule, [new("host.name", host)], host, time) is not { } alert) return;
        if (alert.EvidenceCount >= AlertFold.MaxEvidence) return;
        alert.EvidenceCount++;
        alert.NewEvidence.Add(new Evidence(batch.IdOf(index).ToString(), time, Cut(EventJson.ToBytes(view)), Reasons(_matcher!.Reasons(rule))));
    }

    private void Correlated(ActiveRules rules, CorrelationMatch match)
    {
        rules.Hit(match.Rule);
        if (_isCommitted) return;
        var rule = rules.Set.Correlations.Correlations[match.Rule - rules.Set.Correlations.RuleCount];
        List<KeyValuePair<string, string>> group = [.. rule.GroupBy.Zip(match.Group, KeyValuePair.Create)];
        var host = group.Find(g => g.Key is "host.name" or "Computer" or "ComputerName" or "hostname").Value ?? "";
        if (Alert(rules, match.Rule, group, host, match.Last) is not { } alert) return;
        foreach (var member in Members(match))
        {
            if (alert.EvidenceCount >= AlertFold.MaxEvidence) return;
            alert.EvidenceCount++;
            var (offset, index) = LiveCorrelations.Locate(member.Event);
            var found = logged.Find(offset, index);
            alert.NewEvidence.Add(new Evidence(found?.Id.ToString() ?? "", member.Time, found is null ? "" : Cut(found.Value.Json), ReasonsOf(rule, match)));
        }
    }

    /// <summary>The alert a hit belongs to, counted; null when the rule storms and may open no new one.</summary>
    private OpenAlert? Alert(ActiveRules rules, int rule, IReadOnlyList<KeyValuePair<string, string>> group, string host, long time)
    {
        var head = rules.Heads[rule];
        var key = AlertFold.KeyOf(head.Id, group, time);
        var alert = _fold.Find(key);
        if (alert is null)
        {
            if (!_storms.MayOpen(head.Id, _received)) return null;
            alert = _fold.Open(new OpenAlert
            {
                Key = key,
                Head = head,
                RuleSet = rules.Hash,
                Group = group,
                Host = host,
                WindowStart = AlertFold.StartOf(time),
                Raised = _received,
            });
        }

        _fold.Count(alert, time, _received);
        return alert;
    }

    private static IEnumerable<CorrelationMember> Members(CorrelationMatch match) =>
        match.Members.SelectMany(m => m.Match is { } inner ? Members(inner) : [m]);

    private static string Reasons(IReadOnlyList<FieldMatch> matches) =>
        JsonSerializer.Serialize([.. matches.Select(m => new AlertMatch(m.Field ?? "", m.Value, m.Pattern))], AlertsJson.Default.IReadOnlyListAlertMatch);

    private static string ReasonsOf(CorrelationRule rule, CorrelationMatch match) =>
        JsonSerializer.Serialize(
            [
                .. rule.GroupBy.Zip(match.Group, (field, value) => new AlertMatch(field, value, "is the same for all")),
                new AlertMatch(CorrelationTypes.Name(rule.Type), match.Value.ToString(CultureInfo.InvariantCulture), rule.Pattern),
            ],
            AlertsJson.Default.IReadOnlyListAlertMatch);

    /// <summary>An event as text; one that is too long is not embedded, the store has it.</summary>
    private static string Cut(byte[] json) => json.Length <= MaxEventCharacters ? Encoding.UTF8.GetString(json) : "";

    [LoggerMessage(Level = LogLevel.Information, Message = "{Rules} rules are in force: rule set {Hash}")]
    private partial void LogRules(int rules, string hash);

    [LoggerMessage(Level = LogLevel.Error, Message = "The windows of correlations could not be taken over; they begin empty")]
    private partial void LogNoWindows();

    [LoggerMessage(Level = LogLevel.Error, Message = "A rule set that the log names cannot be loaded; the rules in force stay")]
    private partial void LogNoRules(Exception exception);
}

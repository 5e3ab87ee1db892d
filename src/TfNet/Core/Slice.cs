using System.Globalization;

namespace Tensorflow;

/// <summary>A part of one axis in Python's terms, start:stop:step, or one index, "..." or a new axis.</summary>
public sealed class Slice
{
    private readonly Kind _kind;

    public Slice(int? start = null, int? stop = null, int step = 1, bool isIndex = false)
    {
        if (step == 0)
            throw new ValueError("step: expected an integer other than 0; received 0");
        if (isIndex && start is null)
            throw new ValueError("start: expected the index; received null");
        (Start, Stop, Step, IsIndex) = (start, stop, step, isIndex);
    }

    /// <summary>From Python's text: "1", "1:3", "::-1", "...", "None".</summary>
    public Slice(string text)
    {
        Slice parsed = Parse(text);
        (Start, Stop, Step, IsIndex, _kind) = (parsed.Start, parsed.Stop, parsed.Step, parsed.IsIndex, parsed._kind);
    }

    private Slice(Kind kind)
        : this()
    {
        _kind = kind;
    }

    private enum Kind : byte
    {
        Range,
        Ellipsis,
        NewAxis,
    }

    public int? Start { get; }

    public int? Stop { get; }

    public int Step { get; }

    public bool IsIndex { get; }

    public bool IsEllipsis => _kind == Kind.Ellipsis;

    public bool IsNewAxis => _kind == Kind.NewAxis;

    /// <summary>The whole axis.</summary>
    public static Slice All { get; } = new();

    /// <summary>An empty range.</summary>
    public static Slice None { get; } = new(0, 0);

    /// <summary>All axes not named, "...".</summary>
    public static Slice Ellipsis { get; } = new(Kind.Ellipsis);

    /// <summary>A new axis of extent 1.</summary>
    public static Slice NewAxis { get; } = new(Kind.NewAxis);

    /// <summary>One index; its axis disappears.</summary>
    public static Slice Index(int index) => new(index, isIndex: true);

    /// <summary>The slices of a text such as "1:3, ..., ::2".</summary>
    public static Slice[] ParseSlices(string text) => [.. text.Split(',').Select(Parse)];

    public override string ToString() => _kind switch
    {
        Kind.Ellipsis => "...",
        Kind.NewAxis => "None",
        _ when IsIndex => Text(Start),
        _ => $"{Text(Start)}:{Text(Stop)}{(Step == 1 ? "" : ":" + Text(Step))}",
    };

    public static implicit operator Slice(int index) => Index(index);

    public static implicit operator Slice(string text) => Parse(text);

    public static implicit operator Slice(Range range) => new(
        range.Start is { IsFromEnd: true, Value: 0 } ? int.MaxValue : Signed(range.Start),
        range.End is { IsFromEnd: true, Value: 0 } ? null : Signed(range.End));

    private static int Signed(System.Index index) => index.IsFromEnd ? -index.Value : index.Value;

    private static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static Slice Parse(string text)
    {
        string t = text.Trim();
        if (t == "...")
            return Ellipsis;
        if (t is "None" or "newaxis" or "tf.newaxis" or "np.newaxis")
            return NewAxis;
        string[] parts = t.Split(':');
        if (parts.Length > 3)
            throw Bad(text);
        if (parts.Length == 1)
            return Index(Number(parts[0], text) ?? throw Bad(text));
        int step = parts.Length == 3 ? Number(parts[2], text) ?? 1 : 1;
        return new Slice(Number(parts[0], text), Number(parts[1], text), step);
    }

    private static int? Number(string part, string whole)
    {
        string t = part.Trim();
        if (t.Length == 0)
            return null;
        return int.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Bad(whole);
    }

    private static ValueError Bad(string text) =>
        new($"slice: expected start:stop:step, an index, '...' or 'None'; received '{text}'");
}

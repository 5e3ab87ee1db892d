using System.Globalization;

namespace Tensorflow;

/// <summary>Cells around the spatial axes of a sliding window: none, as many as "same" asks for, or given numbers.</summary>
internal sealed class Padding
{
    private readonly (long Before, long After)[]? _cells;
    private readonly string _name;

    private Padding(string name, (long Before, long After)[]? cells = null)
    {
        _name = name;
        _cells = cells;
    }

    /// <summary>No cells.</summary>
    internal static Padding Valid { get; } = new("VALID");

    /// <summary>
    /// ceil(extent/stride) results: total = max((ceil(L/s) - 1)*s + k' - L, 0) cells, total/2 before and the rest (one more when odd)
    /// after.
    /// </summary>
    internal static Padding Same { get; } = new("SAME");

    internal static Padding Explicit(long top, long bottom, long left, long right) => Explicit([(top, bottom), (left, right)]);

    /// <summary>Cells before and after each spatial axis.</summary>
    internal static Padding Explicit((long Before, long After)[] cells)
    {
        foreach ((long before, long after) in cells)
            if (before < 0 || after < 0)
                throw new InvalidArgumentError($"padding: expected numbers of cells >= 0; received ({before}, {after})");
        return new Padding("EXPLICIT", cells);
    }

    /// <summary>"valid" or "same" in any case.</summary>
    internal static Padding Parse(string op, string text) =>
        text.Equals("VALID", StringComparison.OrdinalIgnoreCase) ? Valid
        : text.Equals("SAME", StringComparison.OrdinalIgnoreCase) ? Same
        : throw new ValueError($"{op}: argument padding: expected 'valid' or 'same'; received '{text}'");

    internal bool IsExplicit => _cells != null;

    internal int Axes => _cells?.Length ?? -1;

    /// <summary>The cells of one axis of extent <paramref name="length"/> for a window that spans <paramref name="span"/> = k +
    /// (k-1)(d-1) cells.</summary>
    internal (long Before, long After) Cells(int axis, long length, long span, long stride)
    {
        if (_cells != null)
            return _cells[axis];
        if (ReferenceEquals(this, Valid))
            return (0, 0);
        long total = Math.Max(((length + stride - 1) / stride - 1) * stride + span - length, 0);
        return (total / 2, total - total / 2);
    }

    public override string ToString() => _cells is null ? _name
        : string.Create(CultureInfo.InvariantCulture, $"[{string.Join(", ", _cells.Select(c => $"({c.Before}, {c.After})"))}]");
}

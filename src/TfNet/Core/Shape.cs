using System.Collections;

namespace Tensorflow;

/// <summary>The extents of a tensor; -1 stands for an unknown extent (the batch of a model under construction). Immutable.</summary>
public sealed class Shape : IEnumerable<long>
{
    private readonly long[] _dims;

    public Shape(params int[] dims)
        : this(Array.ConvertAll(dims ?? throw new ValueError("dims: expected extents; received null"), d => (long)d))
    {
    }

    public Shape(params long[] dims)
    {
        foreach (long d in dims ?? throw new ValueError("dims: expected extents; received null"))
            if (d < -1)
                throw new ValueError($"dims: expected extents >= 0, or -1 for unknown; received ({string.Join(", ", dims)})");
        _dims = dims;
    }

    public Shape(IEnumerable<long> dims)
        : this(dims.ToArray())
    {
    }

    public static Shape Scalar { get; } = new(Array.Empty<long>());

    /// <summary>A copy of the extents.</summary>
    public long[] dims => (long[])_dims.Clone();

    public int ndim => _dims.Length;

    public int rank => _dims.Length;

    public int Length => _dims.Length;

    /// <summary>Number of elements; -1 while an extent is unknown.</summary>
    public long size
    {
        get
        {
            long n = 1;
            foreach (long d in _dims)
            {
                if (d < 0)
                    return -1;
                n = checked(n * d);
            }
            return n;
        }
    }

    public bool IsScalar => _dims.Length == 0;

    public bool IsFullyDefined => Array.IndexOf(_dims, -1L) < 0;

    internal ReadOnlySpan<long> Span => _dims;

    /// <summary>The extent of an axis; negative axes count from the end.</summary>
    public long this[int axis]
    {
        get
        {
            int i = axis < 0 ? axis + _dims.Length : axis;
            if ((uint)i >= (uint)_dims.Length)
                throw new OutOfRangeError($"axis: expected {-_dims.Length}..{_dims.Length - 1} for shape {this}; received {axis}");
            return _dims[i];
        }
    }

    public Shape this[Range range] => new(_dims[range]);

    public int[] as_int_list() => Array.ConvertAll(_dims, d => checked((int)d));

    /// <summary>True when both could be the same: equal ranks, and extents equal or unknown.</summary>
    public bool is_compatible_with(Shape other)
    {
        if (other.ndim != ndim)
            return false;
        for (int i = 0; i < _dims.Length; i++)
            if (_dims[i] != other._dims[i] && _dims[i] >= 0 && other._dims[i] >= 0)
                return false;
        return true;
    }

    public Shape concatenate(Shape other) => new([.. _dims, .. other._dims]);

    /// <summary>The same shape with one extent changed.</summary>
    internal Shape With(int axis, long extent)
    {
        long[] d = dims;
        d[axis < 0 ? axis + d.Length : axis] = extent;
        return new Shape(d);
    }

    public override bool Equals(object? obj) => obj switch
    {
        Shape s => _dims.AsSpan().SequenceEqual(s._dims),
        long[] l => _dims.AsSpan().SequenceEqual(l),
        int[] i => i.Length == _dims.Length && _dims.Zip(i).All(p => p.First == p.Second),
        _ => false,
    };

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long d in _dims)
            hash.Add(d);
        return hash.ToHashCode();
    }

    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>As Keras prints it: (), (3,), (None, 224, 224, 3).</summary>
    public override string ToString() =>
        _dims.Length == 1 ? $"({Text(_dims[0])},)" : $"({string.Join(", ", _dims.Select(Text))})";

    public void Deconstruct(out long h, out long w)
    {
        if (_dims.Length != 2)
            throw new ValueError($"shape: expected two extents; received {this}");
        (h, w) = (_dims[0], _dims[1]);
    }

    IEnumerator<long> IEnumerable<long>.GetEnumerator() => ((IEnumerable<long>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dims.GetEnumerator();

    public static implicit operator Shape(int dim) => new((long)dim);

    public static implicit operator Shape(long dim) => new(dim);

    public static implicit operator Shape(int[] dims) => new(dims);

    public static implicit operator Shape(long[] dims) => new(dims);

    public static implicit operator Shape((int, int) d) => new(d.Item1, d.Item2);

    public static implicit operator Shape((int, int, int) d) => new(d.Item1, d.Item2, d.Item3);

    public static implicit operator Shape((int, int, int, int) d) => new(d.Item1, d.Item2, d.Item3, d.Item4);

    public static implicit operator Shape((int, int, int, int, int) d) => new(d.Item1, d.Item2, d.Item3, d.Item4, d.Item5);

    public static implicit operator Shape((long, long) d) => new(d.Item1, d.Item2);

    public static implicit operator Shape((long, long, long) d) => new(d.Item1, d.Item2, d.Item3);

    public static implicit operator Shape((long, long, long, long) d) => new(d.Item1, d.Item2, d.Item3, d.Item4);

    public static implicit operator int[](Shape shape) => shape.as_int_list();

    public static implicit operator long[](Shape shape) => shape.dims;

    private static string Text(long d) => d < 0 ? "None" : d.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

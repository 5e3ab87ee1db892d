using TfNet.LibTorch;

namespace Tensorflow.Keras;

/// <summary>Keeps a weight in a set: applied to its value after every optimizer step.</summary>
public interface IConstraint
{
    /// <summary>Keras' class name, e.g. "MaxNorm".</summary>
    string ClassName { get; }

    /// <summary>The arguments, by Keras' names.</summary>
    IDictionary<string, object?> Config { get; }

    Tensor Apply(Tensor w);
}

/// <summary>Common part: the norms along axes, and the change of a weight by a factor.</summary>
public abstract class Constraint : IConstraint
{
    private protected const double Epsilon = 1e-7;

    public string ClassName => GetType().Name;

    public abstract IDictionary<string, object?> Config { get; }

    public Tensor Apply(Tensor w)
    {
        using var scope = new Scope(ClassName);
        return scope.Return(Constrain(w));
    }

    private protected abstract Tensor Constrain(Tensor w);

    private protected static Tensor NormOf(Tensor w, Axis axis) => UnaryOps.Sqrt(Reductions.Sum(UnaryOps.Square(w), axis, keepdims: true));

    private protected static object AxisConfig(Axis axis)
    {
        var list = new List<object>();
        for (int i = 0; i < axis.size; i++)
            list.Add(axis[i]);
        return list.Count == 1 ? list[0] : list;
    }
}

/// <summary>Norms along an axis are at most max_value.</summary>
public sealed class MaxNorm(double max_value = 2, Axis? axis = null) : Constraint
{
    private readonly Axis _axis = axis ?? 0;

    public override IDictionary<string, object?> Config =>
        new Dictionary<string, object?> { ["max_value"] = max_value, ["axis"] = AxisConfig(_axis) };

    private protected override Tensor Constrain(Tensor w)
    {
        Tensor norms = NormOf(w, _axis);
        return w * (Select.Clip(norms, 0, max_value) / (norms + Epsilon));
    }
}

/// <summary>Norms along an axis move towards [min_value, max_value], by the share rate of the way.</summary>
public sealed class MinMaxNorm(double min_value = 0, double max_value = 1, double rate = 1, Axis? axis = null) : Constraint
{
    private readonly Axis _axis = axis ?? 0;

    public override IDictionary<string, object?> Config => new Dictionary<string, object?>
    {
        ["min_value"] = min_value,
        ["max_value"] = max_value,
        ["rate"] = rate,
        ["axis"] = AxisConfig(_axis),
    };

    private protected override Tensor Constrain(Tensor w)
    {
        Tensor norms = NormOf(w, _axis);
        Tensor desired = Select.Clip(norms, min_value, max_value) * rate + norms * (1 - rate);
        return w * (desired / (norms + Epsilon));
    }
}

/// <summary>Norms along an axis are 1.</summary>
public sealed class UnitNorm(Axis? axis = null) : Constraint
{
    private readonly Axis _axis = axis ?? 0;

    public override IDictionary<string, object?> Config => new Dictionary<string, object?> { ["axis"] = AxisConfig(_axis) };

    private protected override Tensor Constrain(Tensor w) => w / (NormOf(w, _axis) + Epsilon);
}

/// <summary>Negative values become 0.</summary>
public sealed class NonNeg : Constraint
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>();

    private protected override Tensor Constrain(Tensor w) => BinaryOps.Maximum(w, Creation.ScalarFor(w, 0));
}

/// <summary>
/// Square kernels [n, n, in, out] become constant on the square rings around their centre. As in Keras 2.15 ring r takes the diagonal
/// element r of the lower right quarter and the centre the element before it: for 3 x 3 the centre is w[0, 0], the ring w[1, 1].
/// </summary>
public sealed class RadialConstraint : Constraint
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>();

    private protected override Tensor Constrain(Tensor w)
    {
        if (w.rank != 4 || w.shape[0] != w.shape[1])
            throw new ValueError($"The weight tensor must have rank 4 and square kernels. Received weight tensor with shape: {w.shape}");
        int n = (int)w.shape[0];
        int start = n / 2;
        int even = n % 2 == 0 ? 1 : 0;
        var source = new long[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                int ring = Math.Max(Ring(i), Ring(j));
                int diagonal = n == 1 ? 0 : ring == 0 ? start - 1 : start + ring - 1 + even;
                source[i * n + j] = diagonal * (n + 1L);
            }
        Tensor rows = ShapeOps.Reshape(w, (-1, w.shape[2] * w.shape[3]));
        return ShapeOps.Reshape(GatherOps.Gather(rows, new Tensor(source)), w.shape);

        int Ring(int i) => i >= start ? i - start : start - i - even;
    }
}

/// <summary><c>keras.constraints</c>.</summary>
public sealed class Constraints
{
    public IConstraint max_norm(double max_value = 2, Axis? axis = null) => new MaxNorm(max_value, axis);

    public IConstraint min_max_norm(double min_value = 0, double max_value = 1, double rate = 1, Axis? axis = null) =>
        new MinMaxNorm(min_value, max_value, rate, axis);

    public IConstraint unit_norm(Axis? axis = null) => new UnitNorm(axis);

    public IConstraint non_neg() => new NonNeg();

    public IConstraint radial_constraint() => new RadialConstraint();

    /// <summary>The constraint of a name ("max_norm", "MaxNorm", ..) or a {class_name, config} dictionary; null of null.</summary>
    public IConstraint? get(object? identifier) => Find(identifier);

    /// <inheritdoc cref="get"/>
    internal static IConstraint? Find(object? identifier)
    {
        switch (identifier)
        {
            case null:
                return null;
            case IConstraint constraint:
                return constraint;
            case string name:
                return Make(name, new Dictionary<string, object?>());
        }
        return ConfigValues.Serialized(identifier) is { } s
            ? Make(s.ClassName, s.Config)
            : throw new ValueError($"Could not interpret constraint identifier: {identifier}");
    }

    /// <summary>{module, class_name, config, registered_name}; null of null.</summary>
    internal static object? serialize(IConstraint? constraint) =>
        constraint is null ? null : ConfigValues.Serialize("keras.constraints", constraint.ClassName, constraint.Config);

    private static IConstraint Make(string name, IDictionary<string, object?> c) => name switch
    {
        "max_norm" or "MaxNorm" or "maxnorm" => new MaxNorm(c.Double("max_value", 2), AxisOf(c)),
        "min_max_norm" or "MinMaxNorm" =>
            new MinMaxNorm(c.Double("min_value", 0), c.Double("max_value", 1), c.Double("rate", 1), AxisOf(c)),
        "unit_norm" or "UnitNorm" or "unitnorm" => new UnitNorm(AxisOf(c)),
        "non_neg" or "NonNeg" or "nonneg" => new NonNeg(),
        "radial_constraint" or "RadialConstraint" => new RadialConstraint(),
        _ => throw new ValueError($"Unknown constraint: '{name}'. Known: max_norm, min_max_norm, unit_norm, non_neg, radial_constraint "
            + "and their class names."),
    };

    private static Axis? AxisOf(IDictionary<string, object?> config) =>
        config.Doubles("axis") is { } axes ? new Axis(Array.ConvertAll(axes, a => (int)a)) : null;
}

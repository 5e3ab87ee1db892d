using TfNet.LibTorch;

namespace Tensorflow.Keras;

/// <summary>l1 * sum(|x|) + l2 * sum(x^2) (not half of it). Coefficients are float32 numbers for every dtype, as in Keras.</summary>
public class L1L2 : IRegularizer
{
    private readonly float _l1;
    private readonly float _l2;

    public L1L2(float l1 = 0f, float l2 = 0f)
    {
        if (!float.IsFinite(l1) || !float.IsFinite(l2))
            throw new ValueError($"{GetType().Name}: expected finite coefficients; received l1={l1}, l2={l2}");
        (_l1, _l2) = (l1, l2);
    }

    public virtual string ClassName => "L1L2";

    public virtual IDictionary<string, object?> Config => new Dictionary<string, object?> { ["l1"] = (double)_l1, ["l2"] = (double)_l2 };

    private protected double FirstConfig => _l1;

    private protected double SecondConfig => _l2;

    public Tensor Apply(RegularizerArgs args)
    {
        Tensor x = args.X;
        using var scope = new Scope(ClassName);
        Tensor? penalty = null;
        if (_l1 != 0)
            penalty = Reductions.Sum(UnaryOps.Abs(x)) * _l1;
        if (_l2 != 0)
        {
            Tensor squares = Reductions.Sum(UnaryOps.Square(x)) * _l2;
            penalty = penalty is null ? squares : penalty + squares;
        }
        return scope.Return(penalty ?? Creation.Zeros(Shape.Scalar, x.dtype));
    }
}

/// <summary>l1 * sum(|x|).</summary>
public sealed class L1(float l1 = 0.01f) : L1L2(l1, 0)
{
    public override string ClassName => "L1";

    public override IDictionary<string, object?> Config => new Dictionary<string, object?> { ["l1"] = FirstConfig };
}

/// <summary>l2 * sum(x^2).</summary>
public sealed class L2(float l2 = 0.01f) : L1L2(0, l2)
{
    public override string ClassName => "L2";

    public override IDictionary<string, object?> Config => new Dictionary<string, object?> { ["l2"] = SecondConfig };
}

/// <summary>Punishes rows (or columns) of a matrix that are not orthogonal: factor * mean over the pairs of |cosine|.</summary>
public sealed class OrthogonalRegularizer : IRegularizer
{
    private readonly float _factor;
    private readonly string _mode;

    public OrthogonalRegularizer(float factor = 0.01f, string mode = "rows")
    {
        if (mode is not ("rows" or "columns"))
            throw new ValueError($"Invalid value for argument `mode`. Expected one of {{\"rows\", \"columns\"}}. Received: mode={mode}");
        (_factor, _mode) = (factor, mode);
    }

    public string ClassName => "OrthogonalRegularizer";

    public IDictionary<string, object?> Config => new Dictionary<string, object?> { ["factor"] = (double)_factor, ["mode"] = _mode };

    public Tensor Apply(RegularizerArgs args)
    {
        Tensor x = args.X;
        if (x.rank != 2)
            throw new ValueError($"Inputs to OrthogonalRegularizer must have rank 2. Received: inputs.shape={x.shape}");
        using var scope = new Scope(ClassName);
        bool rows = _mode == "rows";
        Tensor unit = Norms.L2Normalize(x, rows ? 1 : 0);
        Tensor product = MatMul.Apply(unit, unit, transposeA: !rows, transposeB: rows);
        long n = x.shape[rows ? 0 : 1];
        var off = new double[checked((int)(n * n))];
        for (long i = 0; i < off.Length; i++)
            off[i] = i / n == i % n ? 0 : 1;
        Tensor mask = MathOps.Cast(new Tensor(off, (n, n)), x.dtype);
        Tensor sum = Reductions.Sum(UnaryOps.Abs(product * mask)) * 0.5;
        return scope.Return(sum * (_factor / (n * (n - 1) / 2.0)));
    }
}

/// <summary><c>keras.regularizers</c>.</summary>
public sealed class Regularizers
{
    public IRegularizer L1 => new L1();

    public IRegularizer L2 => new L2();

    /// <summary>Keras' "l1_l2": both coefficients .01.</summary>
    public IRegularizer L1L2 => new L1L2(0.01f, 0.01f);

    public IRegularizer l1(float l1 = 0.01f) => new L1(l1);

    public IRegularizer l2(float l2 = 0.01f) => new L2(l2);

    /// <summary>TensorFlow.NET's name; nothing is punished unless a coefficient is given.</summary>
    public IRegularizer l1l2(float l1 = 0f, float l2 = 0f) => new L1L2(l1, l2);

    /// <summary>Keras' function: both coefficients are .01 unless given.</summary>
    public IRegularizer l1_l2(float l1 = 0.01f, float l2 = 0.01f) => new L1L2(l1, l2);

    public IRegularizer orthogonal_regularizer(float factor = 0.01f, string mode = "rows") => new OrthogonalRegularizer(factor, mode);

    public IRegularizer GetRegularizerFromName(string name) => Find(name)!;

    /// <summary>The regularizer of a name ("l1", "l2", "l1_l2", class names) or a {class_name, config} dictionary; null of null.</summary>
    public IRegularizer? get(object? identifier) => Find(identifier);

    /// <inheritdoc cref="get"/>
    internal static IRegularizer? Find(object? identifier)
    {
        switch (identifier)
        {
            case null:
                return null;
            case IRegularizer regularizer:
                return regularizer;
            case string name:
                return Make(name, new Dictionary<string, object?>());
        }
        return ConfigValues.Serialized(identifier) is { } s
            ? Make(s.ClassName, s.Config)
            : throw new ValueError($"Could not interpret regularizer identifier: {identifier}");
    }

    /// <summary>{module, class_name, config, registered_name}; null of null.</summary>
    internal static object? serialize(IRegularizer? regularizer) =>
        regularizer is null ? null : ConfigValues.Serialize("keras.regularizers", regularizer.ClassName, regularizer.Config);

    private static IRegularizer Make(string name, IDictionary<string, object?> c) => name switch
    {
        "l1" or "L1" => new L1((float)c.Double("l1", 0.01)),
        "l2" or "L2" => new L2((float)c.Double("l2", 0.01)),
        "l1_l2" => new L1L2((float)c.Double("l1", 0.01), (float)c.Double("l2", 0.01)),
        "L1L2" => new L1L2((float)c.Double("l1", 0), (float)c.Double("l2", 0)),
        "orthogonal_regularizer" or "OrthogonalRegularizer" =>
            new OrthogonalRegularizer((float)c.Double("factor", 0.01), c.Text("mode", "rows")!),
        _ => throw new ValueError($"Unknown regularizer: '{name}'. Known: l1, l2, l1_l2, orthogonal_regularizer and the class names L1, "
            + "L2, L1L2, OrthogonalRegularizer."),
    };
}

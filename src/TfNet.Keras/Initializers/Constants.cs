using NumSharp;
using TfNet.LibTorch;

namespace Tensorflow.Operations.Initializers;

/// <summary>All zeros.</summary>
/// <param name="shape">Used where the arguments bring none.</param>
/// <param name="dtype">Used where the arguments bring none.</param>
public sealed class Zeros(Shape? shape = null, TF_DataType dtype = TF_DataType.TF_FLOAT) : Initializer(dtype)
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>();

    internal override Func<Tensor> Defer(InitializerArgs args)
    {
        InitializerArgs used = args.Shape is null && shape is not null ? new InitializerArgs(shape, args.DType) : args;
        TF_DataType type = TypeOf(used);
        return () => Creation.Zeros(used.Shape, type);
    }
}

/// <summary>All ones.</summary>
public sealed class Ones(TF_DataType dtype = TF_DataType.TF_FLOAT) : Initializer(dtype)
{
    public override IDictionary<string, object?> Config => new Dictionary<string, object?>();

    internal override Func<Tensor> Defer(InitializerArgs args)
    {
        TF_DataType type = TypeOf(args);
        return () => Creation.Ones(args.Shape, type);
    }
}

/// <summary>One number everywhere, or given values of the weight's size.</summary>
/// <param name="value">A number, or an array, NDArray or tensor of as many values as the weight has.</param>
/// <param name="dtype">Used where the arguments bring none.</param>
/// <param name="verify_shape">Values must have the weight's shape, not only its size.</param>
public sealed class Constant<T>(T value, TF_DataType dtype = TF_DataType.TF_FLOAT, bool verify_shape = false) : Initializer(dtype)
{
    public override string ClassName => "Constant";

    public override IDictionary<string, object?> Config => new Dictionary<string, object?> { ["value"] = Plain() };

    internal override Func<Tensor> Defer(InitializerArgs args)
    {
        TF_DataType type = TypeOf(args);
        return () =>
        {
            using var scope = new Scope("Constant");
            Tensor values = MathOps.Cast(Values(), type);
            if (values.rank == 0)
                return scope.Return(new Untracked(Broadcast.To(values, args.Shape)).Copy().Value);
            bool strict = verify_shape || args.VerifyShape;
            if (values.size != args.Shape.size || (strict && values.shape != args.Shape))
                throw new ValueError($"Constant: argument value: expected a number or values of shape {args.Shape}; received shape "
                    + $"{values.shape}");
            return scope.Return(new Untracked(ShapeOps.Reshape(values, args.Shape)).Copy().Value);
        };
    }

    /// <summary>Numbers go through double, so that a float means the decimal it was written as.</summary>
    private Tensor Values() => value switch
    {
        float f => new Tensor(Keras.ConfigValues.AsWritten(f)),
        double d => new Tensor(d),
        _ => ops.convert_to_tensor(value!),
    };

    private object? Plain() => value switch
    {
        float f => Keras.ConfigValues.AsWritten(f),
        Tensor or NDArray or Array => MathOps.Cast(Values(), TF_DataType.TF_DOUBLE).ToArray<double>().Select(v => (object)v).ToList(),
        _ => value,
    };
}

/// <summary>gain on the diagonal of a matrix (which may be wider or taller), else 0.</summary>
public sealed class Identity(float gain = 1f, TF_DataType dtype = TF_DataType.TF_FLOAT) : Initializer(dtype)
{
    public override IDictionary<string, object?> Config =>
        new Dictionary<string, object?> { ["gain"] = Keras.ConfigValues.AsWritten(gain) };

    internal override Func<Tensor> Defer(InitializerArgs args)
    {
        TF_DataType type = TypeOf(args);
        if (args.Shape.ndim != 2)
            throw new ValueError($"Identity matrix initializer can only be used for 2D matrices. Received: shape={args.Shape} of rank "
                + $"{args.Shape.ndim}.");
        return () =>
        {
            using var scope = new Scope("Identity");
            (long rows, long columns) = (args.Shape[0], args.Shape[1]);
            var values = new double[checked((int)(rows * columns))];
            for (long i = 0; i < Math.Min(rows, columns); i++)
                values[i * columns + i] = Keras.ConfigValues.AsWritten(gain);
            return scope.Return(MathOps.Cast(new Tensor(values, args.Shape), type));
        };
    }
}

using TfNet.LibTorch;
using TfNet.Random;

namespace Tensorflow.Operations.Initializers;

/// <summary>
/// Base of initializers (https://keras.io/api/layers/initializers/). A random one with a seed gives the same values at each call;
/// without a seed each call draws new ones from the global sequence (<c>tf.random.set_seed</c>). Keras 2.15 would repeat the values of an
/// unseeded object that is shared by several weights, and warns of it: that is not copied.
/// </summary>
public abstract class Initializer : IInitializer
{
    private readonly TF_DataType _dtype;

    private protected Initializer(TF_DataType dtype)
    {
        _dtype = dtype;
    }

    public virtual string ClassName => GetType().Name;

    public abstract IDictionary<string, object?> Config { get; }

    /// <summary>The values, of the arguments' shape and dtype.</summary>
    public Tensor Apply(InitializerArgs args) => Defer(args)();

    /// <summary>The same values as <see cref="Apply"/> called now, made later: what is random is decided now.</summary>
    internal abstract Func<Tensor> Defer(InitializerArgs args);

    private protected TF_DataType TypeOf(InitializerArgs args)
    {
        TF_DataType type = args.DType != TF_DataType.DtInvalid ? args.DType : _dtype != TF_DataType.DtInvalid ? _dtype
            : TF_DataType.TF_FLOAT;
        if (!args.Shape.IsFullyDefined)
            throw new ValueError($"{ClassName}: argument shape: expected known extents; received {args.Shape}");
        return type;
    }
}

/// <summary>Base of initializers that draw random numbers.</summary>
public abstract class RandomInitializer : Initializer
{
    private protected RandomInitializer(int? seed, TF_DataType dtype)
        : base(dtype)
    {
        Seed = seed;
    }

    private protected int? Seed { get; }

    internal override Func<Tensor> Defer(InitializerArgs args)
    {
        TF_DataType type = TypeOf(args);
        if (!type.is_floating())
            throw new ValueError($"{ClassName}: argument dtype: expected a floating dtype; received {type.as_numpy_name()}");
        RandomKey key = Seed is { } seed ? new RandomKey((ulong)(uint)seed, ulong.MaxValue) : RandomState.NextKey();
        return () =>
        {
            using var scope = new Scope(ClassName);
            return scope.Return(Draw(args.Shape, type, key));
        };
    }

    private protected abstract Tensor Draw(Shape shape, TF_DataType dtype, RandomKey key);
}

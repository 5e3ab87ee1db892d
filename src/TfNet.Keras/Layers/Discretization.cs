using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>
/// The number of boundaries that are not above each value, as int64, or encoded
/// (https://keras.io/api/layers/preprocessing_layers/numerical/discretization/).
/// The boundaries are given; Keras' approximate quantiles (num_bins with adapt) are not here.
/// </summary>
public sealed class Discretization : Layer
{
    private readonly double[] _boundaries;
    private readonly string _outputMode;

    public Discretization(double[] bin_boundaries, string output_mode = "int", LayerArgs? args = null)
        : base(OfMode(args, output_mode))
    {
        if (bin_boundaries.Any(double.IsNaN))
            throw new ValueError($"Discretization '{Name}': argument bin_boundaries: expected numbers; received NaN");
        (_boundaries, _outputMode) = ([.. bin_boundaries.Order()],
            CategoricalEncoding.CheckMode("Discretization", output_mode, integers: true));
    }

    /// <summary>Bin numbers are int64.</summary>
    private static LayerArgs OfMode(LayerArgs? args, string mode)
    {
        args ??= new LayerArgs();
        if (mode == "int" && args.DType == TF_DataType.DtInvalid && args.Policy is null)
            args.DType = TF_DataType.TF_INT64;
        return args;
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single.dtype.is_floating() ? inputs.Single : MathOps.Cast(inputs.Single, TF_DataType.TF_FLOAT);
        Tensor edges = MathOps.Cast(new Tensor(_boundaries, new Shape(_boundaries.Length)), x.dtype);
        Tensor above = MathOps.Cast(Compare.GreaterEqual(ShapeOps.ExpandDims(x, -1), edges), TF_DataType.TF_INT64);
        Tensor bins = Reductions.Sum(above, -1);
        return _outputMode == "int" ? MathOps.Cast(bins, ComputeDType)
            : CategoricalEncoding.Encode(bins, _outputMode, _boundaries.Length + 1, ComputeDType);
    }

    public override IDictionary<string, object?> get_config() => LayerOptions.Extend(base.get_config(), new()
    {
        ["bin_boundaries"] = _boundaries,
        ["num_bins"] = null,
        ["epsilon"] = 0.01,
        ["output_mode"] = _outputMode,
        ["sparse"] = false,
    });

    internal static Discretization FromConfig(LayerConfig c)
    {
        c.Only("sparse", false);
        return new(c.Doubles("bin_boundaries") ?? throw c.Wrong("bin_boundaries", "a list of numbers", "null"),
            c.Text("output_mode", "int"), c.Args());
    }
}

public sealed partial class LayersApi
{
    public ILayer Discretization(double[] bin_boundaries, string output_mode = "int", string? name = null) =>
        new Discretization(bin_boundaries, output_mode, LayerOptions.Of(name));
}

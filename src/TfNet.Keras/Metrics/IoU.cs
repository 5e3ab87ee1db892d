namespace Tensorflow.Keras.Metrics;

/// <summary>Base of metrics on a confusion matrix [K, K]: rows are targets, columns predictions.</summary>
public abstract class ConfusionMatrixMetric : Metric
{
    private protected ConfusionMatrixMetric(int classes, string? name, TF_DataType dtype, int? ignoreClass, bool sparseTrue,
        bool sparsePred, int axis)
        : base(name, dtype)
    {
        if (classes < 1)
            throw new ValueError($"{GetType().Name} '{Name}': argument num_classes: expected a value > 0; received {classes}");
        (Classes, IgnoreClass, SparseTrue, SparsePred, At) = (classes, ignoreClass, sparseTrue, sparsePred, axis);
        Matrix = add_weight("total_confusion_matrix", (classes, classes));
    }

    private protected int Classes { get; }

    private protected int? IgnoreClass { get; }

    private protected bool SparseTrue { get; }

    private protected bool SparsePred { get; }

    private protected int At { get; }

    private protected ResourceVariable Matrix { get; }

    private protected abstract int[] Targets { get; }

    protected override Tensor Update(Tensor y_true, Tensor y_pred, Tensor? sample_weight)
    {
        Tensor labels = Flat(ClassOf(y_true, SparseTrue));
        Tensor pred = Flat(ClassOf(Predictions(y_pred), SparsePred));
        if (labels.size != pred.size)
            throw new ValueError($"{GetType().Name} '{Name}': expected as many predictions as targets; received shapes {y_true.shape} "
                + $"and {y_pred.shape}");
        Tensor weights = sample_weight is null
            ? Creation.Fill(labels.shape, 1, dtype, labels.Device)
            : ShapeOps.Reshape(MathOps.Cast(sample_weight, dtype), -1);
        if (weights.size != labels.size)
            throw new ValueError($"{GetType().Name} '{Name}': argument sample_weight: expected one weight for each of {labels.size} "
                + $"targets; received shape {sample_weight!.shape}");
        if (IgnoreClass is { } ignored)
        {
            Tensor valid = Compare.NotEqual(labels, Creation.ScalarFor(labels, ignored));
            labels = Select.Where(valid, labels, Creation.ZerosLike(labels));
            pred = Select.Where(valid, pred, Creation.ZerosLike(pred));
            weights = Select.Where(valid, weights, Creation.ZerosLike(weights));
        }
        Indices.InRange(Name, labels, Classes, "y_true");
        Indices.InRange(Name, pred, Classes, "y_pred");
        Tensor cell = ShapeOps.Reshape(labels * Classes + pred, (-1, 1));
        Tensor counts = Histogram.Count(cell, ShapeOps.Reshape(weights, (-1, 1)), (long)Classes * Classes);
        return accumulate(Matrix, ShapeOps.Reshape(counts, (Classes, Classes)));
    }

    /// <summary>The mean over the target classes that occur of TP / (row + column - TP).</summary>
    protected override Tensor Result()
    {
        Tensor matrix = Matrix.AsTensor();
        var diagonal = new Tensor(Enumerable.Range(0, Classes).Select(i => (long)i * (Classes + 1)).ToArray());
        Tensor tp = GatherOps.Gather(ShapeOps.Reshape(matrix, -1), diagonal);
        Tensor union = Reductions.Sum(matrix, 0) + Reductions.Sum(matrix, 1) - tp;
        var wanted = new Tensor(Array.ConvertAll(Targets, t => (long)t));
        Tensor u = GatherOps.Gather(union, wanted);
        Tensor iou = BinaryOps.DivideNoNan(GatherOps.Gather(tp, wanted), u);
        Tensor occurring = MathOps.Cast(Compare.NotEqual(u, Creation.ScalarFor(u, 0)), dtype);
        return BinaryOps.DivideNoNan(Reductions.Sum(iou), Reductions.Sum(occurring));
    }

    private protected virtual Tensor Predictions(Tensor y_pred) => y_pred;

    private protected void RequireTargets(int[] targets)
    {
        if (targets.Length == 0 || targets.Max() >= Classes || targets.Min() < 0)
            throw new ValueError($"Target class id {(targets.Length == 0 ? "(none)" : targets.Max())} is out of range, which is [0, "
                + $"{Classes}).");
    }

    private Tensor ClassOf(Tensor x, bool sparse) =>
        sparse ? MathOps.Cast(x, TF_DataType.TF_INT64) : ArgOps.ArgMax(x, At, TF_DataType.TF_INT64);

    private static Tensor Flat(Tensor x) => ShapeOps.Reshape(x, -1);

    private protected static List<object> List(int[] values) => [.. values.Select(v => (object)v)];
}

/// <summary>Intersection over union, the mean over the target classes.</summary>
public class IoU : ConfusionMatrixMetric
{
    private readonly int[] _targets;

    public IoU(
        int num_classes, int[] target_class_ids, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null,
        bool sparse_y_true = true, bool sparse_y_pred = true, int axis = -1)
        : base(num_classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)
    {
        _targets = target_class_ids;
        RequireTargets(_targets);
    }

    private protected override int[] Targets => _targets;

    protected override void AddTo(IDictionary<string, object?> config)
    {
        config["num_classes"] = Classes;
        config["target_class_ids"] = List(_targets);
        config["ignore_class"] = IgnoreClass;
        config["sparse_y_true"] = SparseTrue;
        config["sparse_y_pred"] = SparsePred;
        config["axis"] = At;
    }
}

/// <summary>
/// IoU of two classes; a prediction of at least the threshold is class 1. Without threshold predictions are class numbers.
/// </summary>
public sealed class BinaryIoU(int[]? target_class_ids = null, float threshold = 0.5f, string? name = null,
    TF_DataType dtype = TF_DataType.TF_FLOAT)
    : IoU(2, target_class_ids ?? [0, 1], name, dtype)
{
    private protected override Tensor Predictions(Tensor y_pred)
    {
        Tensor p = MathOps.Cast(y_pred, dtype);
        return Compare.GreaterEqual(p, Creation.ScalarFor(p, ConfigValues.AsWritten(threshold)));
    }

    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["target_class_ids"] = List(Targets),
        ["threshold"] = ConfigValues.AsWritten(threshold),
        ["name"] = Name,
        ["dtype"] = dtype.as_numpy_name(),
    };
}

/// <summary>The mean IoU of all classes.</summary>
public class MeanIoU(
    int num_classes, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null, bool sparse_y_true = true,
    bool sparse_y_pred = true, int axis = -1)
    : IoU(num_classes, [.. Enumerable.Range(0, Math.Max(num_classes, 0))], name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)
{
    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["num_classes"] = Classes,
        ["name"] = Name,
        ["dtype"] = dtype.as_numpy_name(),
        ["ignore_class"] = IgnoreClass,
        ["sparse_y_true"] = SparseTrue,
        ["sparse_y_pred"] = SparsePred,
        ["axis"] = At,
    };
}

/// <summary>IoU of one-hot targets and scores (or, with sparse_y_pred, class numbers).</summary>
public sealed class OneHotIoU(
    int num_classes, int[] target_class_ids, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null,
    bool sparse_y_pred = false, int axis = -1)
    : IoU(num_classes, target_class_ids, name, dtype, ignore_class, false, sparse_y_pred, axis)
{
    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["num_classes"] = Classes,
        ["target_class_ids"] = List(Targets),
        ["name"] = Name,
        ["dtype"] = dtype.as_numpy_name(),
        ["ignore_class"] = IgnoreClass,
        ["sparse_y_pred"] = SparsePred,
        ["axis"] = At,
    };
}

/// <summary>The mean IoU of all classes, of one-hot targets and scores.</summary>
public sealed class OneHotMeanIoU(
    int num_classes, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT, int? ignore_class = null, bool sparse_y_pred = false,
    int axis = -1)
    : MeanIoU(num_classes, name, dtype, ignore_class, false, sparse_y_pred, axis)
{
    public override IDictionary<string, object?> get_config() => new Dictionary<string, object?>
    {
        ["num_classes"] = Classes,
        ["name"] = Name,
        ["dtype"] = dtype.as_numpy_name(),
        ["ignore_class"] = IgnoreClass,
        ["sparse_y_pred"] = SparsePred,
        ["axis"] = At,
    };
}

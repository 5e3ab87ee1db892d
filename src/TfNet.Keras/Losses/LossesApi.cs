using System.Runtime.CompilerServices;

namespace Tensorflow.Keras.Losses;

/// <summary><c>keras.losses</c> as TensorFlow.NET declares it.</summary>
public interface ILossesApi
{
    ILossFunc SparseCategoricalCrossentropy(string? reduction = null, string? name = null, bool from_logits = false);

    ILossFunc CategoricalCrossentropy(string? reduction = null, string? name = null, bool from_logits = false);

    ILossFunc BinaryCrossentropy(
        bool from_logits = false, float label_smoothing = 0f, int axis = -1, string? reduction = "auto",
        string? name = "binary_crossentropy");

    ILossFunc MeanSquaredError(string? reduction = null, string? name = null);

    ILossFunc MeanSquaredLogarithmicError(string? reduction = null, string? name = null);

    ILossFunc MeanAbsoluteError(string? reduction = null, string? name = null);

    ILossFunc MeanAbsolutePercentageError(string? reduction = null, string? name = null);

    ILossFunc LogCosh(string? reduction = null, string? name = null);

    ILossFunc CosineSimilarity(string? reduction = null, int axis = -1, string? name = null);

    ILossFunc Huber(string? reduction = null, string? name = null, Tensor? delta = null);

    ILossFunc SigmoidFocalCrossEntropy(
        bool from_logits = false, float alpha = 0.25f, float gamma = 2f, string? reduction = "none",
        string? name = "sigmoid_focal_crossentropy");
}

/// <summary><c>keras.losses</c>: TensorFlow.NET's factories, forms with everything Keras 2.15 takes, and the losses as functions.</summary>
public sealed partial class LossesApi : ILossesApi
{
    [OverloadResolutionPriority(1)]
    public ILossFunc SparseCategoricalCrossentropy(string? reduction = null, string? name = null, bool from_logits = false) =>
        new SparseCategoricalCrossentropy(from_logits, reduction, name);

    public ILossFunc SparseCategoricalCrossentropy(bool from_logits, int? ignore_class = null, string? reduction = null,
        string? name = null) =>
        new SparseCategoricalCrossentropy(from_logits, ignore_class, reduction, name);

    [OverloadResolutionPriority(2)]
    public ILossFunc CategoricalCrossentropy(string? reduction = null, string? name = null, bool from_logits = false) =>
        new CategoricalCrossentropy(from_logits, 0.0, -1, reduction, name);

    [OverloadResolutionPriority(1)]
    public ILossFunc CategoricalCrossentropy(
        bool from_logits, double label_smoothing = 0, int axis = -1, string? reduction = null, string? name = null) =>
        new CategoricalCrossentropy(from_logits, label_smoothing, axis, reduction, name);

    /// <summary>For calls that name label_smoothing.</summary>
    public ILossFunc CategoricalCrossentropy(double label_smoothing, bool from_logits = false, int axis = -1, string? reduction = null,
        string? name = null) =>
        new CategoricalCrossentropy(from_logits, label_smoothing, axis, reduction, name);

    public ILossFunc BinaryCrossentropy(
        bool from_logits = false, float label_smoothing = 0f, int axis = -1, string? reduction = "auto",
        string? name = "binary_crossentropy") =>
        new BinaryCrossentropy(from_logits, label_smoothing, axis, reduction, name);

    public ILossFunc BinaryFocalCrossentropy(
        bool apply_class_balancing = false, double alpha = 0.25, double gamma = 2, bool from_logits = false, double label_smoothing = 0,
        int axis = -1, string? reduction = null, string? name = null) =>
        new BinaryFocalCrossentropy(apply_class_balancing, alpha, gamma, from_logits, label_smoothing, axis, reduction, name);

    public ILossFunc CategoricalFocalCrossentropy(
        double alpha = 0.25, double gamma = 2, bool from_logits = false, double label_smoothing = 0, int axis = -1,
        string? reduction = null,
        string? name = null) =>
        new CategoricalFocalCrossentropy(alpha, gamma, from_logits, label_smoothing, axis, reduction, name);

    public ILossFunc SigmoidFocalCrossEntropy(
        bool from_logits = false, float alpha = 0.25f, float gamma = 2f, string? reduction = "none",
        string? name = "sigmoid_focal_crossentropy") =>
        new SigmoidFocalCrossEntropy(from_logits, alpha, gamma, reduction, name);

    public ILossFunc MeanSquaredError(string? reduction = null, string? name = null) => new MeanSquaredError(reduction, name);

    public ILossFunc MeanSquaredLogarithmicError(string? reduction = null, string? name = null) =>
        new MeanSquaredLogarithmicError(reduction, name);

    public ILossFunc MeanAbsoluteError(string? reduction = null, string? name = null) => new MeanAbsoluteError(reduction, name);

    public ILossFunc MeanAbsolutePercentageError(string? reduction = null, string? name = null) =>
        new MeanAbsolutePercentageError(reduction, name);

    public ILossFunc LogCosh(string? reduction = null, string? name = null) => new LogCosh(reduction, name);

    public ILossFunc Poisson(string? reduction = null, string? name = null) => new Poisson(reduction, name);

    public ILossFunc KLDivergence(string? reduction = null, string? name = null) => new KLDivergence(reduction, name);

    public ILossFunc Hinge(string? reduction = null, string? name = null) => new Hinge(reduction, name);

    public ILossFunc SquaredHinge(string? reduction = null, string? name = null) => new SquaredHinge(reduction, name);

    public ILossFunc CategoricalHinge(string? reduction = null, string? name = null) => new CategoricalHinge(reduction, name);

    public ILossFunc CosineSimilarity(string? reduction = null, int axis = -1, string? name = null) =>
        new CosineSimilarity(reduction, axis, name);

    public ILossFunc Huber(string? reduction = null, string? name = null, Tensor? delta = null) => new Huber(reduction, delta, name);

    public ILossFunc Huber(double delta, string? reduction = null, string? name = null) => new Huber(delta, reduction, name);

    /// <summary>A loss from a plain function (y_true, y_pred) -> one value per sample.</summary>
    public ILossFunc Function(Func<Tensor, Tensor, Tensor> function, string? name = null, string? reduction = null) =>
        new FunctionLoss(function, reduction, name);
}

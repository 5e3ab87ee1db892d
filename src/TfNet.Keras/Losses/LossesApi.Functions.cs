namespace Tensorflow.Keras.Losses;

/// <summary>The losses as functions: one value per sample.</summary>
public sealed partial class LossesApi
{
    public Tensor mean_squared_error(Tensor y_true, Tensor y_pred) => LossFunctions.MeanSquaredError(y_true, y_pred);

    public Tensor mean_absolute_error(Tensor y_true, Tensor y_pred) => LossFunctions.MeanAbsoluteError(y_true, y_pred);

    public Tensor mean_absolute_percentage_error(Tensor y_true, Tensor y_pred) => LossFunctions.MeanAbsolutePercentageError(y_true, y_pred);

    public Tensor mean_squared_logarithmic_error(Tensor y_true, Tensor y_pred) => LossFunctions.MeanSquaredLogarithmicError(y_true, y_pred);

    public Tensor hinge(Tensor y_true, Tensor y_pred) => LossFunctions.Hinge(y_true, y_pred);

    public Tensor squared_hinge(Tensor y_true, Tensor y_pred) => LossFunctions.SquaredHinge(y_true, y_pred);

    public Tensor categorical_hinge(Tensor y_true, Tensor y_pred) => LossFunctions.CategoricalHinge(y_true, y_pred);

    public Tensor huber(Tensor y_true, Tensor y_pred, double delta = 1) => LossFunctions.Huber(y_true, y_pred, delta);

    public Tensor log_cosh(Tensor y_true, Tensor y_pred) => LossFunctions.LogCosh(y_true, y_pred);

    public Tensor poisson(Tensor y_true, Tensor y_pred) => LossFunctions.Poisson(y_true, y_pred);

    public Tensor kl_divergence(Tensor y_true, Tensor y_pred) => LossFunctions.KLDivergence(y_true, y_pred);

    public Tensor cosine_similarity(Tensor y_true, Tensor y_pred, int axis = -1) => LossFunctions.CosineSimilarity(y_true, y_pred, axis);

    public Tensor categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, double label_smoothing = 0,
        int axis = -1) =>
        LossFunctions.CategoricalCrossentropy(y_true, y_pred, from_logits, label_smoothing, axis);

    public Tensor sparse_categorical_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, int axis = -1,
        int? ignore_class = null) =>
        LossFunctions.SparseCategoricalCrossentropy(y_true, y_pred, from_logits, axis, ignore_class).Losses;

    public Tensor binary_crossentropy(Tensor y_true, Tensor y_pred, bool from_logits = false, double label_smoothing = 0, int axis = -1) =>
        LossFunctions.BinaryCrossentropy(y_true, y_pred, from_logits, label_smoothing, axis);

    public Tensor binary_focal_crossentropy(
        Tensor y_true, Tensor y_pred, bool apply_class_balancing = false, double alpha = 0.25, double gamma = 2, bool from_logits = false,
        double label_smoothing = 0, int axis = -1) =>
        LossFunctions.BinaryFocalCrossentropy(y_true, y_pred, apply_class_balancing, alpha, gamma, from_logits, label_smoothing, axis);

    public Tensor categorical_focal_crossentropy(
        Tensor y_true, Tensor y_pred, double alpha = 0.25, double gamma = 2, bool from_logits = false, double label_smoothing = 0,
        int axis = -1) =>
        LossFunctions.CategoricalFocalCrossentropy(y_true, y_pred, alpha, gamma, from_logits, label_smoothing, axis);
}

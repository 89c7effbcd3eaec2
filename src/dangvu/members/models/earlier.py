"""What a record said of a member before it changed."""

from django.db import models
from django.db.models import F

from dangvu.members.models.people import Person


class Earlier(models.Model):
    """What changes in a life and is counted, as the record had it until a day (exclusive).

    Kept by trigger on ``members_person``, the first change of a day; nobody writes it. A column
    that was empty tells nothing: what is entered where nothing stood was so before, too.
    """

    person = models.ForeignKey(Person, models.DO_NOTHING, db_constraint=False, related_name="+")
    until = models.DateField()
    religion = models.CharField(max_length=2)
    occupation = models.CharField(max_length=20)
    youth_union = models.BooleanField()
    general_education = models.CharField(max_length=5)
    professional = models.CharField(max_length=5)
    academic_title = models.CharField(max_length=5)
    theory = models.CharField(max_length=5)

    class Meta:
        indexes = [models.Index(F("until").desc(), name="earlier_until")]
        constraints = [models.UniqueConstraint(fields=["person", "until"], name="earlier_once")]
